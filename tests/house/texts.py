"""What is written in one place only, or not at all."""

import re
from collections.abc import Iterator

from source import Source

# Boost's own parser refuses NaN and 33 levels, and rounds numbers: it is for texts of this program.
BOOST_PARSE = re.compile(r"\b(boost::json|bj)::parse\(")
OWN_TEXTS = ("server/settings/document.cpp", "server/base/json/schema.cpp", "models/forms/preprocess.cpp",
             "models/forms/meta_schema.cpp", "models/blocks/system_blocks.cpp")

# A json_text is null before anybody has written it: what is written behind that is no JSON. It is made of a whole text.
WRITTEN_BEHIND = re.compile(r"[\w\])]\.text\s*(\+=|\.append\(|\.push_back\(|\.insert\()"
                            r"|(?<![.>\w])(?:json::)?(write\w*|append\w*|object_writer(\s+\w+)?)\s*[({]\s*[\w.\[\]*]+\.text\b")


def breaches(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.code, 1):
        if "using namespace std;" in line:
            yield number, "using namespace std"
        if BOOST_PARSE.search(line) and not source.is_in(*OWN_TEXTS, "tests", "bench"):
            yield number, "json::parse takes what clients sent and databases hold"
        if WRITTEN_BEHIND.search(line) and not source.is_in("tests", "bench"):
            yield number, "a json_text is null at first: write into a string, and make it of that"
