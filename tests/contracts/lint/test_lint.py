"""The house rules hold for the standard's contracts, and each of them can be broken."""

import re

import pytest
from lxml import etree

from motown.contracts.lint import RULES, lint, lint_all
from motown.contracts.lint.__main__ import main
from motown.soap.values import XS
from tests.contracts.standard import HOME, TYPES, copied

MUTANTS = [
    ("documented", "token.wsdl", r"<wsdl:documentation>Request to PutTokens.</wsdl:documentation>", ""),
    ("documented", "token.wsdl", r"How many tokens of the caller there are now\.", "how many"),
    ("documented", "types.xsd", r"<xs:documentation>Its name.</xs:documentation>", "<xs:documentation/>"),
    ("wildcard", "token.wsdl", r"<xs:any namespace[^>]*>", ""),
    ("wildcard", "token.wsdl", r'namespace="##other" processContents="lax"',
     'namespace="##any" processContents="skip"'),
    ("composed", "token.wsdl", r'(name="requestId" type="mt:Identifier")', r'\1 nillable="true"'),
    ("composed", "token.wsdl", r"(\s*)<xs:any namespace[^>]*>", r"\1<xs:choice/>\g<0>"),
    ("anonymous", "token.wsdl", r'<xs:element name="updateType" type="mt:Word">',
     '<xs:element name="updateType"><xs:simpleType><xs:restriction base="xs:token"/></xs:simpleType>'),
    ("cardinality", "token.wsdl", r'minOccurs="0" maxOccurs="unbounded">', 'minOccurs="2" maxOccurs="5">'),
    ("closed", "token.wsdl", r"Known values:", "For example"),
    ("closed", "types.xsd", r"This list is closed\.", "No more to say."),
    ("numbers", "types.xsd", r'(name="Note">.*?)<xs:restriction base="xs:string">\s*<xs:maxLength[^>]*>',
     r'\1<xs:restriction base="xs:int">'),
    ("units", "transaction.wsdl", r"The power, in watts:", "The power:"),
    ("names", "token.wsdl", r'name="tokenCount"', 'name="token_count"'),
    ("names", "token.wsdl", r'name="tokenCount"', 'name="class"'),
    ("names", "token.wsdl", r'name="removeIdTag"', 'name="token"'),
    ("version", "token.wsdl", r'elementFormDefault="qualified" version="1.0"',
     'elementFormDefault="qualified" version="2.0"'),
    ("version", "token.wsdl", r'elementFormDefault="qualified" ', ""),
    ("wrapped", "token.wsdl", r'element="tns:PutTokensResponse"', 'element="tns:ListTokensResponse"'),
    ("wrapped", "token.wsdl", r'part name="parameters"', 'part name="body"'),
    ("fault", "token.wsdl", r'<wsdl:fault name="motownFault" message="tns:MotownFault"/>', ""),
    ("bindings", "token.wsdl", r'soapAction="urn:motown:ws:v1:token:PutTokens"', 'soapAction=""'),
    ("bindings", "token.wsdl", r'<soap:address location="[^"]*"', '<soap:address location="http://localhost/other"'),
    ("bindings", "token.wsdl", r'body use="literal"', 'body use="encoded"'),
    ("writes", "token.wsdl", r'name="duplicate"', 'name="repeated"'),
    ("writes", "token.wsdl", r'name="requestId"', 'name="request"'),
    ("paging", "token.wsdl", r'name="pageInfo"', 'name="info"'),
    ("neat", "token.wsdl", r"\n  <wsdl:types>", "\n\t<wsdl:types>"),
    ("neat", "token.wsdl", r"SPDX-License-Identifier: Apache-2.0", ""),
    ("local", "token.wsdl", r'schemaLocation="[^"]*"', 'schemaLocation="http://example.org/types.xsd"'),
    ("local", "token.wsdl", r"<xs:import ", "<xs:include "),
]


def replace(path, there, instead):
    path.write_text(path.read_text(encoding="utf-8").replace(there, instead), encoding="utf-8")


def every_file():
    return [*sorted(HOME.glob("*.wsdl")), TYPES]


def test_the_contracts_of_the_standard_keep_every_rule():
    assert lint_all(every_file()) == []
    assert main([]) == 0


@pytest.mark.parametrize(("rule", "file", "there", "instead"), MUTANTS)
def test_a_broken_rule_is_found(tmp_path, rule, file, there, instead):
    home = copied(tmp_path)
    path = home / file if file.endswith(".wsdl") else tmp_path / "schemas/motown/1.0" / file
    text, count = re.subn(there, instead, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    assert rule in {line.split(": ")[1] for line in lint(path)}


def test_a_finding_names_file_and_line(tmp_path):
    path = copied(tmp_path) / "token.wsdl"
    replace(path, 'name="tokenCount"', 'name="token_count"')
    (line,) = lint(path)
    number = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if "token_count" in text)
    assert line == f"token.wsdl:{number}: names: element token_count is not called as its kind is"
    assert main([str(path)]) == 1


def test_every_rule_has_a_mutant():
    assert {rule.__name__ for rule in RULES} == {rule for rule, *_ in MUTANTS}


def test_operations_have_one_name_in_all_services(tmp_path):
    home = copied(tmp_path)
    token, command = home / "token.wsdl", home / "command.wsdl"
    replace(token, "ListTokens", "ListCommands")
    assert "token.wsdl" in "".join(line for line in lint_all([command, token]) if ": unique: ListCommands" in line)


def test_a_type_that_nothing_has_is_found(tmp_path):
    home = copied(tmp_path)
    types = tmp_path / "schemas/motown/1.0/types.xsd"
    replace(types, 'type="mt:Payload"', 'type="xs:string"')
    assert any("unused: nothing has the type Payload" in line for line in lint_all([*home.glob("*.wsdl"), types]))


def test_closed_lists_are_those_of_state_machines():
    found = {node.get("name") for path in every_file() for node in etree.parse(path).iter(f"{XS}simpleType")
             if node.find(f".//{XS}enumeration") is not None}
    assert found == {"FaultCode", "CommandState", "CommandOutcome", "EffectStatus", "SubscriptionState", "Registration",
                     "TransactionState"}


def test_an_add_on_may_have_the_name_of_its_own_domain(tmp_path):
    path = copied(tmp_path) / "token.wsdl"
    for operation in ("PutTokens", "ListTokens"):
        replace(path, f"urn:motown:ws:v1:token:{operation}", f"http://example.org/trick/v1/{operation}")
    replace(path, "urn:motown:ws:v1:token", "http://example.org/trick/v1")
    assert lint(path) == []
