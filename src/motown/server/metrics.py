"""Counts and times for Prometheus, at ``/metrics``."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from motown.addon import Call
from motown.http.message import HttpAnswer, HttpRequest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CALL_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Charge points behind mobile networks take their time."""


class Metrics:
    """What the server counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        messages = Counter(
            "motown_messages", "Messages from charge points.", ("operation", "outcome"), registry=self.registry)
        seconds = Histogram(
            "motown_message_seconds", "From the last byte read to the answer made.", ("operation",), buckets=SECONDS,
            registry=self.registry)
        calls = Counter("motown_calls", "Calls that we made.", ("operation", "outcome"), registry=self.registry)
        call_seconds = Histogram(
            "motown_call_seconds", "From the beginning of a call to its end.", ("operation",), buckets=CALL_SECONDS,
            registry=self.registry)
        self._in_flight = Gauge("motown_calls_in_flight", "Calls that are under way.", registry=self.registry)
        self._call_counter = lru_cache(maxsize=256)(calls.labels)
        self._call_timer = lru_cache(maxsize=64)(call_seconds.labels)
        self._counter = lru_cache(maxsize=256)(messages.labels)
        self._timer = lru_cache(maxsize=64)(seconds.labels)

    def observe(self, operation: str, outcome: str, seconds: float) -> None:
        """A message was answered."""
        self._counter(operation, outcome).inc()
        self._timer(operation).observe(seconds)

    @contextmanager
    def calling(self, operation: str) -> Iterator[Call]:
        """A call is under way as long as this is open."""
        call, began = Call(), time.monotonic()
        self._in_flight.inc()
        try:
            yield call
        finally:
            self._in_flight.dec()
            self._call_counter(operation, call.outcome).inc()
            self._call_timer(operation).observe(time.monotonic() - began)

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """A number that is looked up when somebody asks."""
        Gauge(name, text, registry=self.registry).set_function(value)

    def labelled(self, name: str, text: str, label: str, values: Callable[[], dict[str, float]]) -> None:
        """Several such numbers, told apart by a label."""
        self.registry.register(_Labelled(name, text, label, values))

    def endpoint(self, _request: HttpRequest) -> HttpAnswer:
        """GET /metrics."""
        return HttpAnswer(200, CONTENT_TYPE_LATEST, generate_latest(self.registry))  # type: ignore[no-untyped-call]  # the library has no types here


class _Labelled:
    """A family of gauges whose members are known only when asked."""

    def __init__(self, name: str, text: str, label: str, values: Callable[[], dict[str, float]]) -> None:
        self.name, self.text, self.label, self.values = name, text, label, values

    def collect(self) -> Any:
        from prometheus_client.core import GaugeMetricFamily

        family = GaugeMetricFamily(self.name, self.text, labels=[self.label])
        for label, value in self.values().items():
            family.add_metric([label], value)
        yield family
