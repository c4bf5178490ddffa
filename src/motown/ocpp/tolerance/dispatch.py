"""Repairs of a body's element, where no contract knows it: each brings its name one step nearer to one that is known.

A message is only ever taken for what it says it is: OCPP 1.6 never for 1.5, and no operation for another.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.ocpp.tolerance.shape import local
from motown.ocpp.tolerance.text import UNBOUND
from motown.soap.contract import Contract
from motown.soap.models import fields, is_complex
from motown.soap.versions import QName

_SPELT = re.compile(r"urn:/{0,3}ocpp/(?:(c[sp])/)?(\d{4})/(\d{1,2})(/?)", re.IGNORECASE)
_OTHER_VERSION = re.compile(r"urn:/{0,3}ocpp/(?:c[sp]/)?(?!2010|2012)\d{4}", re.IGNORECASE)


class Catalogue:
    """The messages of some contracts: the requests, or the answers to them."""

    def __init__(self, contracts: Iterable[Contract], *, answers: bool = False) -> None:
        self.names: dict[str, dict[str, str]] = {}
        """Namespace -> name of a message in small letters -> as it is written."""
        self.inside: dict[tuple[str, str], frozenset[str]] = {}
        """(namespace, name of a message in small letters) -> names of the elements it may hold, in small letters."""
        for contract in contracts:
            for operation in contract.operations.values():
                if (tag := operation.output if answers else operation.input) is not None:
                    self._add(contract, QName.of(tag))

    def _add(self, contract: Contract, name: QName) -> None:
        folded, model = name.local.casefold(), contract.elements[str(name)]
        self.names.setdefault(name.namespace, {})[folded] = name.local
        children = fields(model) if is_complex(model) else ()
        self.inside[name.namespace, folded] = frozenset(local(child.tag).casefold() for child in children)

    def having(self, name: str) -> list[str]:
        """The namespaces that have a message of that name, whatever its case."""
        return [namespace for namespace, names in self.names.items() if name.casefold() in names]


@dataclass(slots=True)
class Name:
    """A body element's name under repair, and what may tell its version where the name does not."""

    namespace: str
    local: str
    catalogue: Catalogue
    hints: Sequence[str] = ()
    """Namespaces that are used or bound elsewhere in the message, the nearest first; then what was spoken last."""
    children: frozenset[str] = frozenset()
    """Names of the elements inside, in small letters."""

    @property
    def is_known(self) -> bool:
        """Whether it is the name of a message now."""
        return self.local in self.catalogue.names.get(self.namespace, {}).values()


NameRepair = Repair[Callable[[Name], None]]


@repair(Stage.DISPATCH, "namespace-spelling")
def namespace_spelling(name: Name) -> None:
    """Case, slashes and zeros of an OCPP namespace are written as the contract does.

    Source: quirk 16, Q-T-2.
    """
    if (spelt := _SPELT.fullmatch(name.namespace.strip())) is not None:
        service = (spelt[1] or "Cs").capitalize()
        name.namespace = f"urn://Ocpp/{service}/{spelt[2]}/{spelt[3].zfill(2)}{spelt[4]}"


@repair(Stage.DISPATCH, "namespace-without-slash")
def namespace_without_slash(name: Name) -> None:
    """An OCPP namespace without its last slash gets it.

    Source: quirk 16 (Java-OCA#17, Java-OCA#31).
    """
    if _SPELT.fullmatch(name.namespace) and not name.namespace.endswith("/"):
        name.namespace += "/"


@repair(Stage.DISPATCH, "cp-namespace")
def cp_namespace(name: Name) -> None:
    """A message in the namespace of the other service, Cp for Cs.

    Source: quirk 16 (IZIVIA, NewMotion's ``C[sp]``).
    """
    meant = _swapped(name.namespace)
    if name.namespace not in name.catalogue.names and meant in name.catalogue.names:
        name.namespace = meant


@repair(Stage.DISPATCH, "namespace-month")
def namespace_month(name: Name) -> None:
    """Another month of a version's year is that version.

    Source: Q-T-1 (2010/10 in the text of 1.2), Q-T-2, quirk 17.
    """
    if name.namespace not in name.catalogue.names:
        name.namespace = _in_year(name.namespace, name.catalogue) or name.namespace


@repair(Stage.DISPATCH, "no-namespace")
def no_namespace(name: Name) -> None:
    """A message in no namespace belongs to the one version that the rest of it leaves.

    Source: quirk 16.
    """
    if (name.namespace and not name.namespace.startswith(UNBOUND)) or any(map(_OTHER_VERSION.match, name.hints)):
        return
    having = name.catalogue.having(name.local)
    hinted = [known for hint in name.hints if (known := _in_year(hint, name.catalogue)) in having]
    able = [known for known in having if name.children <= name.catalogue.inside[known, name.local.casefold()]]
    for candidates in (having, list(dict.fromkeys(hinted))[:1], able):
        if len(candidates) == 1:
            name.namespace = candidates[0]
            return


@repair(Stage.DISPATCH, "body-name-case")
def body_name_case(name: Name) -> None:
    """The name of a message is compared without regard to case.

    Source: quirk 18 (NewMotion, ``AuthorizeResponse``).
    """
    name.local = name.catalogue.names.get(name.namespace, {}).get(name.local.casefold(), name.local)


DISPATCH: tuple[NameRepair, ...] = (
    namespace_spelling, namespace_without_slash, cp_namespace, namespace_month, no_namespace, body_name_case)


def repair_name(
        body: _Element, headers: Iterable[_Element], catalogue: Catalogue, spoken: str | None = None) -> list[str]:
    """Rename ``body`` to a message of the catalogue; returns the names of the repairs, none where it cannot be done.

    ``spoken`` is the namespace in which the sender spoke last, if that is known.
    """
    name = _name(body, headers, catalogue, spoken)
    names = []
    for one in DISPATCH:
        if name.is_known:
            break
        before = (name.namespace, name.local)
        one.run(name)
        names += [one.name] if before != (name.namespace, name.local) else []
    if not name.is_known:
        return []
    body.tag = str(QName(name.namespace, name.local))
    return names


def _name(body: _Element, headers: Iterable[_Element], catalogue: Catalogue, spoken: str | None) -> Name:
    namespace, own = QName.of(body.tag)
    used = [QName.of(element.tag).namespace for element in (*body.iterdescendants("{*}*"), *headers)]
    hints = (*used, *body.nsmap.values(), *([spoken] if spoken else []))
    return Name(namespace, own, catalogue, tuple(dict.fromkeys(filter(None, hints))),
                frozenset(local(child.tag).casefold() for child in body))


def _swapped(namespace: str) -> str:
    """The namespace of the other service of the same version."""
    return namespace.replace("/Cp/", "/Cs/") if "/Cp/" in namespace else namespace.replace("/Cs/", "/Cp/")


def _in_year(namespace: str, catalogue: Catalogue) -> str | None:
    """The namespace of the catalogue that is of the same year; None where there is none, or more than one."""
    if (spelt := _SPELT.fullmatch(namespace.strip())) is None:
        return None
    meant = [known for known in catalogue.names if f"/{spelt[2]}/" in known]
    return meant[0] if len(meant) == 1 else None
