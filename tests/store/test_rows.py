import pytest

from motown.store import rows, tables


@pytest.mark.parametrize(("row", "table"), [
    (rows.ChargePointRow, tables.charge_point), (rows.ConnectorRow, tables.connector),
    (rows.TransactionRow, tables.charging_transaction), (rows.OrphanRow, tables.orphan), (rows.IdTagRow, tables.id_tag),
    (rows.ReceivedRow, tables.received), (rows.CredentialRow, tables.charge_point_credential),
    (rows.JournalRow, tables.journal), (rows.FollowerRow, tables.follower),
    (rows.ChargePointInfoRow, tables.charge_point_info), (rows.GroupRow, tables.charge_point_group),
    (rows.ReviewRow, tables.review), (rows.TallyRow, tables.tally),
    (rows.TransferCredentialRow, tables.transfer_credential), (rows.TransferredFileRow, tables.transferred_file),
])
def test_a_row_has_the_columns_of_its_table_in_their_order(row, table):
    assert row.__struct_fields__ == tuple(table.c.keys())
