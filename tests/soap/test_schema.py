from datetime import UTC, datetime

import pytest
from lxml import etree

from motown.soap.models import Field, Message, fields, is_complex
from motown.soap.schema import Schemas, Unsupported, documentation
from motown.soap.values import simple

HEAD = ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" '
        'elementFormDefault="qualified">')


def schemas(text, head=HEAD):
    return Schemas([etree.fromstring(f"{head}{text}</xs:schema>")])


def model(text, head=HEAD):
    """The type A of a schema."""
    return schemas(text, head).named("{urn:t}A")


def sequence(text):
    return model(f'<xs:complexType name="A"><xs:sequence>{text}</xs:sequence></xs:complexType>')


def told(model):
    return [(field.name, field.tag, field.many, field.required) for field in fields(model)]


def test_fields_stand_in_the_order_of_the_schema():
    made = sequence('<xs:element name="b" type="xs:int"/><xs:element name="a" type="xs:string" minOccurs="0"/>'
                    '<xs:element name="c" type="xs:string" maxOccurs="unbounded"/>'
                    '<xs:element name="d" type="xs:string" minOccurs="0" maxOccurs="2"/>')
    assert told(made) == [("b", "{urn:t}b", False, True), ("a", "{urn:t}a", False, False),
                          ("c", "{urn:t}c", True, True), ("d", "{urn:t}d", True, False)]


def test_spyne_knows_them_too():
    made = sequence('<xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:string" maxOccurs="2"/>')
    known = made.get_flat_type_info(made)
    assert [(name, one.Attributes.min_occurs, one.Attributes.max_occurs > 1) for name, one in known.items()] == [
        ("b", 1, False), ("c", 1, True)]


def test_elements_may_be_unqualified():
    made = model('<xs:complexType name="A"><xs:sequence><xs:element name="b" type="xs:int"/>'
                 '<xs:element name="c" type="xs:int" form="qualified"/></xs:sequence></xs:complexType>',
                 HEAD.replace(' elementFormDefault="qualified"', ""))
    assert [field.tag for field in fields(made)] == ["b", "{urn:t}c"]


def test_types_inside_elements_have_names_of_their_own():
    made = sequence('<xs:element name="b"><xs:complexType><xs:sequence><xs:element name="c" type="xs:int"/>'
                    "</xs:sequence></xs:complexType></xs:element>")
    (inner,) = fields(made)
    assert is_complex(inner.model)
    assert inner.model.__name__ == "A_b"


def test_a_type_and_an_element_of_one_name_are_two():
    both = schemas('<xs:element name="A"><xs:complexType><xs:sequence><xs:element name="b" type="xs:int"/>'
                   '</xs:sequence></xs:complexType></xs:element><xs:complexType name="A"/>')
    assert [field.name for field in fields(both.element("{urn:t}A"))] == ["b"]
    assert fields(both.named("{urn:t}A")) == ()


def test_references():
    made = model('<xs:element name="b" type="xs:int"/><xs:attribute name="c" type="xs:int"/>'
                 '<xs:group name="g"><xs:sequence><xs:element name="d" type="xs:int"/></xs:sequence></xs:group>'
                 '<xs:complexType name="A"><xs:sequence>'
                 '<xs:element ref="t:b" minOccurs="0"/><xs:group ref="t:g" minOccurs="0"/></xs:sequence>'
                 '<xs:attribute ref="t:c"/></xs:complexType>')
    assert told(made) == [("b", "{urn:t}b", False, False), ("d", "{urn:t}d", False, False),
                          ("c", "{urn:t}c", False, False)]


def test_in_a_choice_nothing_is_required():
    made = sequence('<xs:choice><xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:int"/></xs:choice>')
    assert [field.required for field in fields(made)] == [False, False]


def test_all_is_a_sequence():
    made = model('<xs:complexType name="A"><xs:all><xs:element name="b" type="xs:int"/></xs:all></xs:complexType>')
    assert told(made) == [("b", "{urn:t}b", False, True)]


def test_what_may_never_stand_there_is_no_field():
    made = model('<xs:complexType name="A"><xs:sequence><xs:element name="b" type="xs:int" minOccurs="0" '
                 'maxOccurs="0"/></xs:sequence><xs:attribute name="c" use="prohibited"/></xs:complexType>')
    assert fields(made) == ()


def test_text_with_attributes():
    made = model('<xs:complexType name="A"><xs:simpleContent><xs:extension base="xs:int">'
                 '<xs:attribute name="b" type="xs:int" default="3"/><xs:attribute name="c" use="required"/>'
                 '<xs:attribute name="d" fixed="x"/></xs:extension></xs:simpleContent></xs:complexType>')
    assert [(field.name, field.kind, field.required, field.default) for field in fields(made)] == [
        ("text", "text", True, None), ("b", "attribute", False, "3"), ("c", "attribute", True, None),
        ("d", "attribute", False, "x")]


def test_an_extension_has_the_fields_of_its_base_first():
    made = model('<xs:complexType name="B"><xs:sequence><xs:element name="b" type="xs:int"/></xs:sequence>'
                 '</xs:complexType><xs:complexType name="A"><xs:complexContent><xs:extension base="t:B"><xs:sequence>'
                 '<xs:element name="c" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent>'
                 "</xs:complexType>")
    assert [field.name for field in fields(made)] == ["b", "c"]
    assert made.__extends__.__name__ == "B"


def test_a_type_may_contain_itself():
    made = sequence('<xs:element name="b" type="t:A" minOccurs="0"/>')
    assert fields(made)[0].model is made


def test_wildcards():
    made = sequence('<xs:element name="b" type="xs:int"/>'
                    '<xs:any namespace="##other" minOccurs="0" maxOccurs="unbounded"/>')
    assert fields(made)[1]._replace(model=None) == Field("others", "", "others", None, many=True, required=False)


def test_simple_types_and_their_facets():
    made = model('<xs:simpleType name="A"><xs:restriction><xs:simpleType><xs:restriction base="xs:token">'
                 '<xs:maxLength value="3"/></xs:restriction></xs:simpleType><xs:enumeration value="x"/>'
                 '<xs:enumeration value="y"/></xs:restriction></xs:simpleType>')
    assert simple(made).python is str
    assert (set(made.Attributes.values), made.Attributes.max_len) == ({"x", "y"}, 3)


@pytest.mark.parametrize("content", ['<xs:list itemType="xs:int"/>', '<xs:union memberTypes="xs:int xs:date"/>'])
def test_lists_and_unions_are_texts(content):
    kind = simple(model(f'<xs:simpleType name="A">{content}</xs:simpleType>'))
    assert (kind.python, kind.read("1 2")) == (str, "1 2")


@pytest.mark.parametrize(("name", "python"), [
    ("from", "from_"), ("class", "class_"), ("None", "None_"), ("a-b.c", "a_b_c"), ("Attributes", "Attributes_"),
    ("plain", "plain")])
def test_names_that_python_cannot_say(name, python):
    (field,) = fields(sequence(f'<xs:element name="{name}" type="xs:int"/>'))
    assert (field.name, field.tag) == (python, f"{{urn:t}}{name}")


def test_documentation_is_kept():
    made = model('<xs:complexType name="A"><xs:annotation><xs:documentation>  One \n type. </xs:documentation>'
                 '</xs:annotation><xs:sequence><xs:element name="b" type="xs:int"><xs:annotation><xs:documentation>'
                 "A field.</xs:documentation></xs:annotation></xs:element></xs:sequence></xs:complexType>")
    assert made.__doc__ == "One type."
    assert fields(made)[0].documentation == "A field."
    assert documentation(etree.fromstring("<a/>")) == ""


REFUSED = {
    "QName": '<xs:element name="b" type="xs:QName"/>',
    "anyType": '<xs:element name="b" type="xs:anyType"/>',
    "without a type: b": '<xs:element name="b"/>',
    "declared more than once": '<xs:element name="b" type="xs:int"/><xs:element name="b" type="xs:int"/>',
    "maxOccurs=unbounded": '<xs:choice maxOccurs="unbounded"><xs:element name="b" type="xs:int"/></xs:choice>',
    "default or fixed value: b": '<xs:element name="b" type="xs:int" default="1"/>',
    "fixed value: c": '<xs:element name="c" type="xs:int" fixed="1"/>',
    "no type {urn:t}Missing": '<xs:element name="b" type="t:Missing"/>',
    "no element {urn:t}missing": '<xs:element ref="t:missing"/>',
    "others declared more than once": '<xs:any/><xs:element name="b" type="xs:int"/><xs:any/>',
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_a_field_is_refused_by_name(reason):
    with pytest.raises(Unsupported) as raised:
        sequence(REFUSED[reason])
    assert reason in str(raised.value)


REFUSED_TYPES = {
    "mixed or abstract type: A": '<xs:complexType name="A" mixed="true"/>',
    "abstract type: A": '<xs:complexType name="A" abstract="true"/>',
    "by restriction": '<xs:complexType name="A"><xs:complexContent><xs:restriction base="xs:anyType"/>'
                      "</xs:complexContent></xs:complexType>",
    "anyAttribute": '<xs:complexType name="A"><xs:anyAttribute/></xs:complexType>',
    "extends itself": '<xs:complexType name="A"><xs:complexContent><xs:extension base="t:A"/></xs:complexContent>'
                      "</xs:complexType>",
    "by way of": '<xs:complexType name="A"><xs:sequence><xs:element name="b" type="t:B"/></xs:sequence>'
                 '</xs:complexType><xs:complexType name="B"><xs:sequence><xs:element name="a" type="t:A"/>'
                 "</xs:sequence></xs:complexType>",
    "redefine": '<xs:redefine schemaLocation="x.xsd"/>',
}


@pytest.mark.parametrize("reason", REFUSED_TYPES)
def test_types_that_cannot_be_models_are_refused_by_name(reason):
    with pytest.raises(Unsupported, match=reason):
        model(REFUSED_TYPES[reason])


@pytest.mark.parametrize("attribute", ['abstract="true"', 'substitutionGroup="t:b"'])
def test_elements_that_others_may_stand_for_are_refused(attribute):
    with pytest.raises(Unsupported, match=attribute.partition("=")[0]):
        schemas(f'<xs:element name="b" type="xs:int" {attribute}/>').element("{urn:t}b")


class TestMessages:
    """Instances of models."""

    made = sequence('<xs:element name="a" type="xs:int" minOccurs="0"/>'
                    '<xs:element name="b" type="xs:int" maxOccurs="2"/>')

    def test_fields_have_values(self):
        assert (self.made().a, self.made().b) == (None, [])
        assert (self.made(a=1, b=[2]).a, self.made(a=1, b=[2]).b) == (1, [2])
        assert self.made().b is not self.made().b

    def test_an_unknown_field_is_an_error(self):
        with pytest.raises(TypeError, match="A has no field c, d"):
            self.made(d=1, c=2)

    def test_they_are_true_and_equal_by_their_fields(self):
        assert self.made()
        assert isinstance(self.made(), Message)
        assert self.made(a=1) == self.made(a=1)
        assert self.made(a=1) != self.made(a=2)
        assert self.made(a=1) != sequence('<xs:element name="a" type="xs:int"/>')(a=1)

    def test_how_they_look(self):
        assert repr(self.made(a=1)) == "A(a=1)"

    def test_they_cannot_be_keys(self):
        with pytest.raises(TypeError):
            hash(self.made())


def test_times_are_read_by_models_of_derived_types():
    made = model('<xs:simpleType name="A"><xs:restriction base="xs:dateTime"/></xs:simpleType>')
    assert simple(made).read("2012-06-08T12:00:00Z") == datetime(2012, 6, 8, 12, tzinfo=UTC)
