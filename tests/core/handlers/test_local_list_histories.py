"""Whatever happens, the charge point ends up with what we have: LL-2 to LL-5."""

from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from motown.domain import commands
from motown.domain.errors import Refused
from tests.core.handlers.asking import Asked
from tests.harness import START


class Holder:
    """A charge point's list, by the rules (LL-3, LL-4)."""

    def __init__(self):
        self.version, self.held = 0, {}

    def take(self, sent_):
        full = sent_["updateType"] == "Full"
        if not full and sent_["listVersion"] <= self.version:
            return "VersionMismatch"
        held = {} if full else dict(self.held)
        for one in sent_["localAuthorisationList"]:
            held.pop(one["idTag"].casefold(), None)
            if "idTagInfo" in one:
                held[one["idTag"].casefold()] = one
        self.version, self.held = sent_["listVersion"], held
        return "Accepted"

    def shown(self, now):
        """What it would say of each tag now: it knows by itself when one is over (AUTH-8)."""
        return {key: self._shown(one, now) for key, one in self.held.items()}

    @staticmethod
    def _shown(one, now):
        known = one["idTagInfo"]
        over = known.get("expiryDate", "9") <= now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return one["idTag"], known["status"] if known["status"] != "Accepted" or not over else "Expired", known.get(
            "parentIdTag"), known.get("expiryDate")


tags = st.sampled_from(["A", "a", "B", "C"])
steps = st.lists(st.one_of(
    st.tuples(st.just("put"), tags, st.fixed_dictionaries({
        "status": st.sampled_from(["Accepted", "Blocked"]), "parent_id_tag": st.sampled_from([None, "A", "A"]),
        "expires_at": st.none() | st.integers(-1, 20).map(lambda hours: START + timedelta(hours=hours)),
        "charge_point_id": st.sampled_from([None, None, "EV-1", "EV-2"])})),
    st.tuples(st.just("remove"), tags),
    st.tuples(st.just("wait"), st.integers(1, 5)),
    st.tuples(st.just("send"), st.sampled_from(["Full", "Differential", "Differential", "Differential"]),
              st.sampled_from(["answered", "answered", "lost", "unheard", "reverted"])),
), min_size=4, max_size=14)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(history=steps)
@example(history=[("put", "B", {"parent_id_tag": "A", "charge_point_id": None}), ("send", "Full", "answered"),
                  ("put", "A", {"status": "Blocked", "charge_point_id": None})])
@example(history=[("put", "A", {"status": "Blocked", "charge_point_id": None}),
                  ("put", "B", {"parent_id_tag": "A", "charge_point_id": None}), ("send", "Full", "answered"),
                  ("remove", "A")])
def test_full_and_differential_lists_lead_to_the_same(server, history):
    name = f"EV-{server.head()}"
    server.accept(name)
    asked, holder = Asked(server, name), Holder()
    for kind, *of in history:
        if kind == "put":
            bound = {"EV-1": name}.get(of[1]["charge_point_id"], of[1]["charge_point_id"])
            server.put_tag(of[0], **of[1] | {"charge_point_id": bound})
        elif kind == "remove" and server.id_tag(of[0].casefold()):
            server.execute(commands.RemoveIdTag(id_tag=of[0], key=server.key(of[0])))
        elif kind == "wait":
            server.clock.advance(of[0] * 3600)
        elif kind == "send":
            _send(asked, holder, *of)
    _send(asked, holder, "Differential", "answered")
    other = Holder()
    full = asked.ask("SendLocalList", {"updateType": "Full"})
    assert other.take(asked.command(full).parameters) == "Accepted"
    assert holder.shown(server.now) == other.shown(server.now)
    asked.server.execute(commands.CancelCommand(charge_point_id=asked.identity, command_id=full))


def _send(asked, holder, update_type, how):
    """Send a list; what cannot be taken is followed up by hand, as an operator would."""
    try:
        command_id = asked.ask("SendLocalList", {"updateType": update_type})
    except Refused:
        command_id = asked.ask("SendLocalList", {"updateType": "Full"})
    asked.send(command_id)
    if how != "unheard":
        status = holder.take(asked.command(command_id).parameters)
    if how in ("answered", "reverted"):
        asked.answer(command_id, status)
    else:
        asked.lose(command_id)
    if how == "reverted":  # it comes back from a repair with nothing
        holder.version, holder.held = 0, {}
    _follow(asked, holder)


def _follow(asked, holder):
    """Everything that was asked along is done."""
    while queued := [one for one in asked.waiting() if one.state == "Queued"]:
        for one in queued:
            asked.send(one.command_id)
            if one.name == "GetLocalListVersion":
                asked.answer(one.command_id, None, listVersion=holder.version)
            else:
                asked.answer(one.command_id, holder.take(asked.command(one.command_id).parameters))
    asked.finish()
