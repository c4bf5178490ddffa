"""Stub for setuptools: everything but the list of packages stands in setup.cfg."""

from setuptools import find_packages, setup

setup(packages=[*find_packages("src"), "motown.wsdl", "motown.schemas", "motown.conf", "motown.examples",
                "motown.text"])
