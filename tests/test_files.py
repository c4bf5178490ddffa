import pytest

from motown.files import folder


@pytest.mark.parametrize(
    ("name", "file"),
    [("wsdl", "ocpp/1.5/centralsystem.wsdl"), ("conf", "motown.toml"), ("schemas", "README.rst")],
)
def test_folders_are_found(name, file):
    assert (folder(name) / file).is_file()
