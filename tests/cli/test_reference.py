from motown.cli.reference import rst


def test_the_page_about_the_command_line_is_what_the_code_says(repo):
    assert (repo / "docs" / "cli.rst").read_text() == rst(), "run: python -m motown.cli.reference"
