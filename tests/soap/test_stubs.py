import subprocess
import sys
from pathlib import Path

import pytest

import motown.contracts
from motown.soap import stubs
from motown.soap.protocol import Served
from tests.soap.support import FILES, ROOTS, element, post

STUBS = dict(stubs.modules(motown.contracts))


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_stubs_are_up_to_date(path):
    assert path.read_text(encoding="utf-8") == stubs.stub(STUBS[path]), "run python -m motown.soap.stubs"


def test_there_is_a_stub_for_each_contract():
    written = {path.stem for path in Path(motown.contracts.__file__).parent.glob("*.pyi")}
    assert written == {path.stem for path in STUBS}
    assert {"ocpp12_centralsystem", "ocpp12_chargepoint", "ocpp15_centralsystem", "ocpp15_chargepoint"} <= written


def test_modules_are_called_as_their_contracts():
    for path, contract in STUBS.items():
        assert path.stem == contract.key


def lines(text):
    return [line.strip() for line in text.splitlines()]


TEXT = stubs.stub(post())


@pytest.mark.parametrize("line", [
    "class Parcel(Message):", '"""What is sent."""', "# Given by the post; never reused.", "number: str",
    "weight: Weight | None = ...", "street: str | None = ...", "box: int | None = ...", "inside: list[Parcel] = ...",
    "taken: datetime | None = ...", "opened: str | None = ...", "others: list[Any] = ...", "fragile: bool | None = ...",
    "class_: str | None = ...", "text: Decimal", "unit: str = ...", "scale: int", "class Express(Stamp):",
    "by: datetime | None = ...", "notes: list[str | None] = ...", "from_: str | None = ...",
    "picture: bytes | None = ...",
    'state: Literal["Taken", "Under way", "Delivered"]', "class Handlers(Protocol):", "def Send(",
    "self, request: Send, call: Call, /,", ") -> Outcome[SendResponse]:", '"""Take a parcel."""',
    "self, request: Tracking, call: Call, /,", ") -> Outcome[Tracked]: ...", "self, request: str, call: Call, /,",
    ") -> Outcome[None]: ...", "def serve(handlers: Handlers) -> Served: ...",
])
def test_what_a_stub_says(line):
    assert line in lines(TEXT)


def test_an_inherited_field_is_told_once():
    assert lines(TEXT).count("value: float") == 1


def test_long_lists_of_words_are_folded():
    assert max(len(line) for text in (TEXT, *map(stubs.stub, STUBS.values())) for line in text.splitlines()) <= 120


CHECKED = """
from datetime import UTC, datetime
import contract_stub as post

class Good:
    def Send(self, request: post.Send, call: object) -> post.SendResponse:
        number: str = request.parcel.number
        return post.SendResponse(state="Taken", position=len(number))
    async def Track(self, request: post.Tracking, call: object) -> dict[str, object]:
        return {}
    def Remark(self, request: str, call: object) -> None: ...

post.serve(Good())
post.Parcel(number="1", taken=datetime.now(UTC), inside=[])
"""
WRONG = {
    "post.serve(object())": "incompatible type",
    'post.SendResponse(state="Lost", position=1)': "Literal",
    "post.Parcel()": "Missing named argument",
    'post.Parcel(number="1", colour="green")': "colour",
    'post.Parcel(number="1").box + 1': "None",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("stubs")
    (path / "contract_stub.pyi").write_text(TEXT)
    (path / "good.py").write_text(CHECKED)
    (path / "wrong.py").write_text(CHECKED + "\n".join(WRONG))
    return path


def test_mypy_holds_handlers_to_the_contract(folder):
    pytest.importorskip("mypy")
    source = Path(stubs.__file__).parents[2]
    config = folder / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = True\nmypy_path = {source}\nfollow_imports = silent\ncache_dir = {folder}\n"
                      "[mypy-spyne.*]\nignore_missing_imports = True\n")
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", config, "good.py", "wrong.py"], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("good.py")] == []
    for number, told in enumerate(WRONG.values(), len(CHECKED.splitlines()) + 1):
        errors = [line for line in done.stdout.splitlines() if line.startswith(f"wrong.py:{number}:")]
        assert any(told in line for line in errors), done.stdout


def test_a_module_gives_out_what_its_stub_says():
    names = {}
    stubs.publish(FILES / "wsdl/post/1.0/post.wsdl", ROOTS, names)
    assert names["contract"] is post()
    assert names["Parcel"] is post().models["Parcel"]
    tree = element("<p:Track xmlns:p='urn:example:post'><number>7</number></p:Track>")
    assert names["contract"].decode(tree) == names["Tracking"](number="7")

    class Handlers:
        def Send(self, request, call): ...  # noqa: N802
        def Track(self, request, call): ...  # noqa: N802
        def Remark(self, request, call): ...  # noqa: N802

    served = names["serve"](Handlers())
    assert isinstance(served, Served)
    assert list(served.handlers) == ["Send", "Track", "Remark"]
    with pytest.raises(AttributeError, match="Send"):
        names["serve"](object())


def test_stubs_are_written_for_any_package(tmp_path, monkeypatch):
    package = tmp_path / "some_contracts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "other.py").write_text("contract = None\n")
    (package / "post10_post.py").write_text(
        f"from pathlib import Path\nfrom motown.soap.stubs import publish\nfiles = Path({str(FILES)!r})\n"
        "roots = {'wsdl': files / 'wsdl', 'schemas': files / 'schemas'}\n"
        "publish(files / 'wsdl/post/1.0/post.wsdl', roots, globals())\n")
    monkeypatch.syspath_prepend(tmp_path)
    told = []
    stubs.main(["some_contracts"], told.append)
    assert told == [str(package / "post10_post.pyi")]
    assert (package / "post10_post.pyi").read_text() == TEXT
