from threading import Event as Flag

from motown.store.serving import is_served


def test_a_store_is_served_while_a_process_leads(open_store):
    beside, server = open_store(), open_store(server=True)
    leading = Flag()
    server.lead(leading.set, lambda: None)
    assert leading.wait(10)
    assert beside.read_now(is_served)
    server.close()
    assert not beside.read_now(is_served)


def test_looking_leaves_the_store_to_the_next_server(open_store):
    beside = open_store()
    assert not beside.read_now(is_served)
    open_store(server=True)
