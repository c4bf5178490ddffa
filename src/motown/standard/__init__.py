"""What every web service of the open standard has in common: who calls, what it may, faults, requests asked twice.

    service = WebService(contract, {"GetThing": get_thing, "PutThing": put_thing}, profiles=("core",))
    registry.serve("/services/thing/v1", service)

A handler takes an ``Asking`` and gives the answer's fields; what it refuses, it raises as ``Refused``.
"""

from motown.core.callers import Caller
from motown.standard.asking import Asking, Backstage
from motown.standard.extensions import Extension, ExtensionCall, Parameter, ParameterType
from motown.standard.host import Host
from motown.standard.service import WebService

__all__ = [
    "Asking", "Backstage", "Caller", "Extension", "ExtensionCall", "Host", "Parameter", "ParameterType", "WebService"]
