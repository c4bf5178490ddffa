"""/metrics: for Prometheus."""

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from motown.server.metrics import Metrics
from tests.speaking import ChargePoint


def samples(metrics):
    """Every sample by its name and labels."""
    answer = metrics.endpoint(None)
    assert answer.media_type.startswith("application/openmetrics-text")
    return {(one.name, *sorted(one.labels.items())): one.value
            for family in text_string_to_metric_families(answer.body.decode()) for one in family.samples}


def test_messages_are_counted_and_timed():
    metrics = Metrics()
    for seconds in (0.002, 0.3):
        metrics.observe("Heartbeat", "Answered", seconds)
    metrics.observe("Heartbeat", "Refused", 20)
    found = samples(metrics)
    assert found["motown_messages_total", ("operation", "Heartbeat"), ("outcome", "Answered")] == 2
    assert found["motown_messages_total", ("operation", "Heartbeat"), ("outcome", "Refused")] == 1
    assert found["motown_message_seconds_bucket", ("le", "0.0025"), ("operation", "Heartbeat")] == 1
    assert found["motown_message_seconds_bucket", ("le", "+Inf"), ("operation", "Heartbeat")] == 3
    assert found["motown_message_seconds_count", ("operation", "Heartbeat")] == 3


def test_a_gauge_is_looked_up_when_somebody_asks():
    metrics, level = Metrics(), [1.0]
    metrics.gauge("motown_level", "How much.", lambda: level[0])
    level[0] = 5.0
    assert samples(metrics)["motown_level",] == 5


def test_members_of_a_family_may_come_and_go():
    metrics, lags = Metrics(), {"mail": 3.0}
    metrics.labelled("motown_lag", "How far behind.", "follower", lambda: lags)
    assert samples(metrics)["motown_lag", ("follower", "mail")] == 3
    lags["bill"] = 4.0
    del lags["mail"]
    assert [key for key in samples(metrics) if key[0] == "motown_lag"] == [("motown_lag", ("follower", "bill"))]


def test_two_servers_in_one_process_do_not_meet():
    one, other = Metrics(), Metrics()
    one.observe("Heartbeat", "Answered", 0)
    assert not [key for key in samples(other) if key[0] == "motown_messages_total"]


def test_no_peer_makes_up_labels(server):
    """Else each message could cost memory for ever."""
    for number in range(20):
        server.post(f"<op{number}/>".encode(), f"/ocpp/EV-{number}")
        ChargePoint(server, f"EV-{number + 100}").fault("Heartbeat")
    labels = {key[1:] for key in samples(server.metrics) if key[0] == "motown_messages_total"}
    assert labels == {(("operation", name), ("outcome", outcome)) for name, outcome in (
        ("Unknown", "Refused"), ("Unknown", "Fault"), ("Heartbeat", "Refused"))}


def test_calls_are_counted_and_timed():
    metrics = Metrics()
    with metrics.calling("Reset") as call:
        assert samples(metrics)["motown_calls_in_flight",] == 1
        call.outcome = "Answered"
    with pytest.raises(ValueError, match="a defect"), metrics.calling("Reset"):
        raise ValueError("a defect")
    found = samples(metrics)
    assert found["motown_calls_total", ("operation", "Reset"), ("outcome", "Answered")] == 1
    assert found["motown_calls_total", ("operation", "Reset"), ("outcome", "Failed")] == 1
    assert found["motown_call_seconds_count", ("operation", "Reset")] == 2
    assert found["motown_calls_in_flight",] == 0
