"""How many breaches of a rule are known, while what it asks for is being built: never more than that."""

OUTSTANDING: dict[str, int] = {"coroutines": 17, "dialects": 142, "sizes": 4}
