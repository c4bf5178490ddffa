"""That Spyne is the host: its applications, services and events."""

import subprocess
import sys

import pytest
from spyne import Application, Service, const
from spyne.server import ServerBase

from motown.soap.protocol import Context, Host
from motown.soap.service import Service as Endpoint
from tests.soap.support import TRACK, Recorder, envelope, http, post, run


@pytest.fixture
def endpoint():
    recorder = Recorder(post(), Track={})
    return Endpoint(recorder.served)


def host(endpoint):
    return next(iter(endpoint._hosts.values()))


def test_the_host_is_spynes(endpoint):
    server = host(endpoint)._server
    assert isinstance(server, ServerBase)
    assert isinstance(server.app, Application)
    (service,) = server.app.services
    assert issubclass(service, Service)
    assert set(service.public_methods) == {"Send", "Track", "Remark"}
    assert server.app.tns == "urn:example:post"


def test_spynes_events_are_fired(endpoint):
    heard = []
    manager = host(endpoint)._server.app.event_manager
    for event in ("method_context_created", "method_call", "method_return_object", "method_return_document",
                  "method_return_string", "method_context_closed"):
        manager.add_listener(event, lambda ctx, event=event: heard.append((event, ctx.method_name)))
    assert run(endpoint(http(envelope(TRACK).encode()))).status == 200
    assert heard == [("method_context_created", None), ("method_call", "Track"), ("method_return_object", "Track"),
                     ("method_return_document", "Track"), ("method_return_string", "Track"),
                     ("method_context_closed", "Track")]


def test_what_a_listener_sees(endpoint):
    seen = []
    host(endpoint)._server.app.event_manager.add_listener("method_call", seen.append)
    run(endpoint(http(envelope(TRACK).encode())))
    (context,) = seen
    assert isinstance(context, Context)
    assert context.in_object[0].number == "7"
    assert context.in_body_doc.tag == "{urn:example:post}Track"
    assert context.descriptor.name == "Track"


def test_exceptions_are_events_too():
    heard = []
    endpoint = Endpoint(Recorder(post(), Track=KeyError("x")).served)
    manager = host(endpoint)._server.app.event_manager
    manager.add_listener("method_exception_object", lambda ctx: heard.append(ctx.out_error))
    assert run(endpoint(http(envelope(TRACK).encode()))).status == 500
    assert isinstance(heard[0], KeyError)


def test_one_contract_may_be_hosted_twice():
    first, second = Recorder(post(), Track={}), Recorder(post(), Track={})
    one, other = Endpoint(first.served), Endpoint(second.served)
    run(one(http(envelope(TRACK).encode())))
    run(other(http(envelope(TRACK).encode())))
    assert (len(first.seen), len(second.seen)) == (1, 1)
    assert isinstance(host(one), Host)


def test_spyne_collects_no_garbage():
    assert float("inf") == const.MIN_GC_INTERVAL


def test_spyne_is_imported_without_a_warning():
    code = "import motown.soap.service, logging; assert not logging.getLogger('spyne.application').isEnabledFor(50)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
