"""The operations of the central system, one description each for all versions.

To add one: docs/add-an-operation.rst.
"""

from motown.ocpp.operations import charge_points, transactions
from motown.ocpp.operations.base import Consult, Operation, Origin, Words

OPERATIONS: dict[str, Operation] = {one.name: one for one in (*charge_points.OPERATIONS, *transactions.OPERATIONS)}

__all__ = ["OPERATIONS", "Consult", "Operation", "Origin", "Words"]
