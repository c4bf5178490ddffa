"""What a later version of a contract may add, and what it may not touch: contracts changed on purpose."""

import re

import pytest

from motown.contracts.compatibility import changes, main
from tests.contracts.standard import HOME, copied

ANY = '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
NEW = f'<xs:complexType name="New"><xs:sequence>{ANY}</xs:sequence></xs:complexType>'
MORE = '<xs:element name="more" type="xs:string" minOccurs="0"/>'

ALLOWED = {
    "an optional element last": ("token.wsdl", r'(name="position" type="xs:long">.*?</xs:element>\s*)<xs:any ',
                                 rf"\1{MORE}<xs:any "),
    "a type": ("token.wsdl", r"</xs:schema>", f"{NEW}</xs:schema>"),
    "a message": ("types.xsd", r"</xs:schema>", '<xs:element name="New" type="mt:Page"/></xs:schema>'),
    "other words": ("token.wsdl", r"How many tokens of the caller there are now\.", "The number of tokens."),
}
FORBIDDEN = {
    "an element in the middle": ("token.wsdl", r'(<xs:element name="tokenCount")', rf"{MORE}\1",
                                 "tokenCount is gone from its place"),
    "a required element last": ("token.wsdl", r'(name="position" type="xs:long">.*?</xs:element>\s*)<xs:any ',
                                r'\1<xs:element name="more" type="xs:string"/><xs:any ', "more is new and required"),
    "an element is gone": ("token.wsdl", r'<xs:element name="tokenCount".*?</xs:element>', "", "is gone from"),
    "an element is renamed": ("token.wsdl", r'name="tokenCount"', 'name="count"', "tokenCount is gone"),
    "an element has another type": ("token.wsdl", r'name="tokenCount" type="xs:int"',
                                    'name="tokenCount" type="xs:long"', "tokenCount has changed"),
    "what was optional is required": ("token.wsdl", r'(name="contractId" type="mt:Identifier") minOccurs="0"', r"\1",
                                      "contractId has changed"),
    "what was required is optional": ("token.wsdl", r'name="status" type="mt:Word"',
                                      'name="status" type="mt:Word" minOccurs="0"', "status has changed"),
    "one becomes many": ("token.wsdl", r'name="status" type="mt:Word"',
                         'name="status" type="mt:Word" maxOccurs="unbounded"', "status has changed"),
    "the wildcard is gone": ("token.wsdl", r"<xs:any [^>]*>", "", "the wildcard"),
    "a limit is narrower": ("types.xsd", r'<xs:maxLength value="255"/>', '<xs:maxLength value="64"/>',
                            "simple type Identifier has changed: maxLength 255 became maxLength 64"),
    "a limit is wider": ("types.xsd", r'<xs:maxLength value="20"/>', '<xs:maxLength value="36"/>', "IdTag has changed"),
    "a closed list grows": ("types.xsd", r'<xs:enumeration value="Conflict">',
                            '<xs:enumeration value="Teapot"/><xs:enumeration value="Conflict">', "enumeration Teapot"),
    "a closed list shrinks": ("types.xsd", r'<xs:enumeration value="Conflict">.*?</xs:enumeration>', "",
                              "enumeration Conflict became nothing"),
    "an operation is gone": ("token.wsdl", r'<wsdl:operation name="ListTokens">.*?</wsdl:operation>', "",
                             "operation ListTokens is gone"),
    "a fault is gone": ("token.wsdl", r'<wsdl:fault name="motownFault" message="tns:MotownFault"/>', "",
                        "operation PutTokens has changed"),
    "another action": ("token.wsdl", r'soapAction="urn:motown:ws:v1:token:PutTokens"', 'soapAction="PutTokens"',
                       "operation PutTokens has changed"),
    "a version of SOAP is gone": ("token.wsdl", r'<wsdl:binding name="TokenServiceSoap11".*?</wsdl:binding>', "",
                                  "operation PutTokens has changed"),
    "a type is gone": ("token.wsdl", r'<xs:complexType name="Token">.*?</xs:complexType>', "", "Token is gone"),
    "an element of the fault": ("types.xsd", r'<xs:element name="motownFault" type="mt:MotownFault">',
                                '<xs:element name="motownFault" type="mt:Event">', "element motownFault has changed"),
    "another namespace": ("token.wsdl", r"urn:motown:ws:v1:token", "urn:motown:ws:v2:token", "the namespace was"),
}


def changed(tmp_path, file, there, instead, version="1.1"):
    """The contract of tokens after a change of one of its files, and of the version."""
    home = copied(tmp_path)
    path = home / file if file.endswith(".wsdl") else tmp_path / "schemas/motown/1.0" / file
    everywhere = there.startswith("urn:")
    text, times = re.subn(there, instead, path.read_text(encoding="utf-8"), count=0 if everywhere else 1,
                          flags=re.DOTALL)
    assert times
    path.write_text(text, encoding="utf-8")
    token = home / "token.wsdl"
    text = token.read_text(encoding="utf-8").replace('version="1.0">', f'version="{version}">')
    token.write_text(text, encoding="utf-8")
    return token


def test_a_contract_serves_its_own_clients():
    for path in HOME.glob("*.wsdl"):
        assert changes(path, path) == []


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_be_added(tmp_path, name):
    assert changes(HOME / "token.wsdl", changed(tmp_path, *ALLOWED[name])) == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_must_not_change(tmp_path, name):
    *change, told = FORBIDDEN[name]
    found = changes(HOME / "token.wsdl", changed(tmp_path, *change))
    assert any(told in line for line in found), found


def test_what_is_new_needs_a_version_of_its_own(tmp_path):
    found = changes(HOME / "token.wsdl", changed(tmp_path, *ALLOWED["a type"], version="1.0"))
    assert found == ["something is new, and the version is still 1.0"]


def test_a_version_does_not_go_back(tmp_path):
    found = changes(HOME / "token.wsdl", changed(tmp_path, *ALLOWED["other words"], version="0.9"))
    assert "the version was 1.0 and is 0.9" in found


def test_the_command_says_whether_it_is_so(tmp_path, capsys):
    assert main([str(HOME / "token.wsdl")] * 2) == 0
    broken = changed(tmp_path, "token.wsdl", 'name="tokenCount"', 'name="count"')
    assert main([str(HOME / "token.wsdl"), str(broken)]) == 1
    assert "tokenCount is gone from its place" in capsys.readouterr().out
