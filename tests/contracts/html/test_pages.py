"""The pages of the standard tell everything that contracts, tables and examples hold; every link leads somewhere."""

import re
from urllib.parse import urldefrag

import pytest

from motown.contracts import ocpp15_chargepoint
from motown.contracts.html import pages, write
from motown.soap.contract import load
from motown.soap.models import fields, is_complex
from tests.contracts.html.reading import Read
from tests.contracts.standard import EXAMPLES, SERVICES, contract, operations, rows

TITLES = {"conventions": "Conventions", "access": "Access", "services": "Services", "versioning": "Versions",
          "governance": "Governance", "decisions": "Decisions"}
RULES = tuple(TITLES)
MADE = pages()
HTML = [name for name, (media_type, _) in MADE.items() if media_type.startswith("text/html")]
READ = {name: Read(MADE[name][1]) for name in HTML}
PLAIN = {name: " ".join(read.text.split()) for name, read in READ.items()}


def broken(read, made) -> list[tuple[str, str]]:
    """The links that lead nowhere."""
    found = []
    for name, page in read.items():
        for link in page.links:
            place, anchor = urldefrag(link)
            where = place or name
            if where not in made or (anchor and anchor not in read[where].anchors):
                found.append((name, link))
    return found


def test_there_is_a_page_for_each_service_and_reference():
    assert set(HTML) == {"", "index.html", "types.html", "events.html", "policy.html", "ocpp.html",
                         *(f"{service}.html" for service in SERVICES), *(f"rules-{name}.html" for name in RULES)}
    assert MADE[""] == MADE["index.html"]


def test_every_link_leads_somewhere():
    assert broken(READ, MADE) == []
    assert all("//" not in link for read in READ.values() for link in read.links), "nothing is elsewhere"


def test_every_page_says_what_it_is():
    titles = [READ[name].titles for name in HTML if name]
    assert all(len(title) == 1 for title in titles)
    assert len({title[0] for title in titles}) == len(titles)


def test_pages_are_the_same_each_time():
    assert pages() == MADE


@pytest.mark.parametrize(("service", "name"), operations())
def test_an_operation_is_told_with_all_its_fields_and_examples(service, name):
    known, page = contract(service), f"{service}.html"
    operation = known.operations[name]
    assert name in READ[page].anchors
    section = MADE[page][1].decode().partition(f'<h2 id="{name}"')[2].partition("</section>")[0]
    told = " ".join(Read(f"<section><h2{section}</section>".encode()).text.split())
    assert operation.documentation in told
    assert operation.action in told
    for element in (operation.input, operation.output):
        for field in fields(known.elements[element]):
            if field.kind == "element":
                assert field.name in told
                assert field.documentation in told
    row = next(row for row in rows("access-policy.csv") if row["name"] == name)
    assert row["class"] in told
    for kind in ("request", "response", "fault"):
        text = (EXAMPLES / service / f"{name}-{kind}.xml").read_text(encoding="utf-8")
        assert " ".join(re.sub(r"<\?.*?\?>|<!--.*?-->", "", text).split()) in told


@pytest.mark.parametrize("service", SERVICES)
def test_every_type_of_a_service_is_told(service):
    known = contract(service)
    messages = {model for element, model in known.elements.items()}
    for name, model in known.models.items():
        if model in messages or not is_complex(model):
            continue
        own = model.get_namespace() == known.namespace
        page, anchor = (f"{service}.html", f"type-{name}") if own else ("types.html", name)
        assert anchor in READ[page].anchors, name
        assert all(field.documentation in PLAIN[page] for field in fields(model) if field.kind == "element")


def test_limits_and_words_of_types_are_told():
    assert "Made from token, 1 to 20 characters." in PLAIN["types.html"]
    for code in ("NotAuthenticated", "IdempotencyConflict", "InternalError"):
        assert code in PLAIN["types.html"]


def test_every_event_is_told_with_its_attributes():
    for row in rows("event-types.csv"):
        assert row["event"] in READ["events.html"].anchors
        assert row["attribute"] in PLAIN["events.html"]
        assert row["description"] in PLAIN["events.html"]


def test_the_whole_policy_is_told():
    told = PLAIN["policy.html"]
    for row in rows("access-policy.csv"):
        assert row["name"] in told
        if row["kind"] == "class":
            assert row["description"] in told
            assert " ".join([row["name"], *(row[role] for role in list(row)[5:14])]) in spaced("policy.html")


def spaced(name: str) -> str:
    """The text with a blank between cells."""
    text = MADE[name][1].decode().replace("</td>", "</td> ").replace("</th>", "</th> ")
    return " ".join(Read(text.encode()).text.split())


def test_the_whole_mapping_is_told():
    for row in rows("ocpp-mapping.csv"):
        assert row["operation"] in READ["ocpp.html"].anchors
        for word in (row["field"], row["ocpp_operation"], row["ocpp_field"], row["note"], row["effect_event"]):
            assert word in PLAIN["ocpp.html"]


def test_names_in_sentences_are_links():
    start = MADE["command.html"][1].decode()
    assert '<a href="events.html#motown.TransactionStarted">motown.TransactionStarted</a>' in start
    assert '<a href="policy.html#C-SESSION">C-SESSION</a>' in start


@pytest.mark.parametrize("name", RULES)
def test_every_word_of_the_rules_is_told(repo, name):
    source = (repo / "docs" / "standard" / f"{name}.rst").read_text(encoding="utf-8")
    words = re.sub(r":doc:`([\w-]+)`", lambda found: TITLES[found[1]], source)
    words = re.sub(r"^[=-]{3,}[ =-]*$", "", words, flags=re.MULTILINE)  # lines below headings, and of tables
    words = re.sub(r"``|\*|::", "", re.sub(r"^( *)(-|\d\.) ", r"\1", words, flags=re.MULTILINE))
    told = "".join(PLAIN[f"rules-{name}.html"].split())
    missing = [word for word in re.sub(r"\((core|notify|station)\)", r"\1", words).split()
               if re.sub(r"\W", "", word) not in re.sub(r"\W", "", told)]
    assert missing == []


def test_every_requirement_can_be_linked_to(repo):
    numbers = {number for path in (repo / "docs" / "standard").glob("*.rst")
               for number in re.findall(r"^(MT-\w{3}-\d\d) \(", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert len(numbers) > 100
    assert numbers == {anchor for page in READ.values() for anchor in page.anchors if anchor.startswith("MT-")}


def test_contracts_of_add_ons_get_pages_too():
    added = ocpp15_chargepoint.contract
    made = pages([added], {f"{{{added.namespace}}}Reset": "C-STATION"})
    read = {name: Read(content) for name, (media_type, content) in made.items() if media_type.startswith("text/html")}
    assert broken(read, made) == []
    page = "addon-ocpp15_chargepoint.html"
    assert set(added.operations) <= read[page].anchors
    assert "policy.html#C-STATION" in read[page].links
    assert page in read["index.html"].links
    assert "type-IdTagInfo" in read[page].anchors


@pytest.mark.parametrize("side", ["SourcePMS", "DestinationPMS"])
def test_contracts_that_are_laid_out_otherwise_can_be_told(shared, side):
    added = load(shared / "contracts" / "mobi-europe" / f"{side}.wsdl")
    made = pages([added])
    read = {name: Read(content) for name, (media_type, content) in made.items() if media_type.startswith("text/html")}
    assert broken(read, made) == []
    assert set(added.operations) <= read[f"addon-{added.key}.html"].anchors


def test_what_a_contract_says_is_text_and_never_markup(tmp_path, repo):
    source = (repo / "wsdl" / "ocpp" / "1.5" / "chargepoint.wsdl").read_text(encoding="utf-8")
    told = "&lt;script&gt;alert(1)&lt;/script&gt;"
    (tmp_path / "bad.wsdl").write_text(
        source.replace("<wsdl:documentation>", f"<wsdl:documentation>{told} "), encoding="utf-8")
    made = pages([load(tmp_path / "bad.wsdl")])
    page = made["addon-bad.html"][1].decode()
    assert told in page
    assert "<script" not in page


def test_they_can_be_written_into_a_folder(tmp_path):
    write(tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        name: content for name, (_, content) in MADE.items() if name}
