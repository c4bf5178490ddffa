"""HTTP on Twisted: listeners, limits, routing.  Knows nothing of SOAP and nothing of charging."""

from motown.http.limits import Limits
from motown.http.message import TEXT, ClientCertificate, Endpoint, HttpAnswer, HttpRequest, text
from motown.http.proxies import Proxies
from motown.http.router import Router
from motown.http.site import Refusal, Site, make_site

__all__ = ["TEXT", "ClientCertificate", "Endpoint", "HttpAnswer", "HttpRequest", "Limits", "Proxies", "Refusal",
           "Router", "Site", "make_site", "text"]
