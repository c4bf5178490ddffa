"""What we send outside OCPP: DT-1 to DT-4."""

import pytest

from motown.domain.events import DataSent
from tests.core.handlers.asking import Asked


@pytest.mark.parametrize("status", ["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"])
def test_what_the_charge_point_makes_of_it_is_kept(server, status):
    command_id = Asked(server).do(
        "DataTransfer", {"vendorId": "com.acme", "messageId": "m", "data": "ping"}, status, data="pong")
    (sent,) = [one.event for one in server.news() if isinstance(one.event, DataSent)]
    assert sent == DataSent(charge_point_id="EV-1", command_id=command_id, vendor_id="com.acme", message_id="m",
                            status=status, data="pong")


def test_a_fault_makes_nothing_of_it(server):
    Asked(server).do("DataTransfer", {"vendorId": "com.acme"}, fault="NotSupported")
    assert "motown.DataSent" not in server.happened()
