"""A process that writes, for the tests of several processes: ``python child.py URL NAME COUNT``.

Says ``ready`` first, begins when told to, and then says of each unit that is durable which position it got.
"""

import sys

from motown.store import Store
from tests.store.support import asked, recording, started, status


def say(line: str) -> None:
    """Tell the test; a line is written whole or not at all."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(url: str, name: str, count: int) -> None:
    """Write; each unit has a request, a status, a start and an answer."""
    store = Store(url)
    store.open()
    say("ready")
    sys.stdin.readline()
    names = [f"{name}-{number % 8}" for number in range(count)]

    def tell(outcome):
        if isinstance(outcome, Exception):
            raise outcome
        say(f"{outcome.result} {outcome.first_position} {outcome.last_position}")

    def one(number: int):
        def decide(session):
            transaction_id = session.next_number("transaction")
            recording(status(names[number], word=str(number)), started(transaction_id, names[number]))(session)
            session.remember(f"{name} {number}".encode().ljust(16, b"."), transaction_id)
            return transaction_id

        return decide

    for number in range(count):
        given = asked(one(number))
        given.keys = frozenset((f"cp:{names[number]}",))
        store.submit(given, tell)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
