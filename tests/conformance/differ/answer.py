"""What a server said."""

from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    content: object
    headers: dict[str, str]
