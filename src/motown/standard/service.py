"""A web service as its author declares it: a contract, a handler an operation, and who may ask what."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from motown.domain.access_policy import Needed
from motown.soap.contract import Contract
from motown.standard.asking import Asking

Answer = Mapping[str, Any]
"""The fields of an answer, by their names."""
Handler = Callable[[Asking], Answer | Awaitable[Answer]]


class WebService:
    """What is served at one address."""

    def __init__(self, contract: Contract, handlers: Mapping[str, Handler], *, profiles: Sequence[str] = (),
                 access: Mapping[str, str] | None = None, version: str = "1.0",
                 repeated: Callable[[str, Answer], Answer] = lambda _operation, answer: answer) -> None:
        """``handlers``: one for each operation of the contract.

        ``repeated(operation, answer)`` lays out the answer to a write that was done before, where its fields do not
        stand in the answer just as ``Asking.execute`` gave them.

        ``access``: the class of access that each operation needs; None: what access-policy.csv says, as for the
        standard's own services.  ``version`` is that of the contract.

        Raises TypeError where an operation has no handler, or no class.
        """
        if wrong := handlers.keys() ^ contract.operations.keys():
            raise TypeError(f"{contract.key}: without handler, or without operation: {', '.join(sorted(wrong))}")
        if access is not None and (wrong := access.keys() ^ contract.operations.keys()):
            raise TypeError(f"{contract.key}: without class of access, or without operation: "
                            f"{', '.join(sorted(wrong))}")
        self.contract, self.handlers, self.profiles, self.access = contract, handlers, tuple(profiles), access
        self.repeated, self.version = repeated, version

    def policy_name(self, operation: str) -> str:
        """What an operation is called where its class of access is looked up."""
        return operation if self.access is None else f"{{{self.contract.namespace}}}{operation}"

    def ways(self, asking: Asking) -> Sequence[str]:
        """Operations and classes of access of which the caller must have one somewhere, before its handler runs."""
        return (asking.policy_name,)

    def again(self, asking: Asking, answer: Answer) -> Answer | Awaitable[Answer]:
        """The answer to a write that was done before, from the fields that ``Asking.execute`` gave then."""
        return self.repeated(asking.operation, answer)

    @property
    def needed(self) -> Mapping[str, Needed]:
        """What its operations need, beyond access-policy.csv."""
        return {self.policy_name(name): Needed(access_class) for name, access_class in (self.access or {}).items()}
