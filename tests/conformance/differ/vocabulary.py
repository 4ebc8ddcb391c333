"""The words random values are made of: few, so that calls meet each other's things."""

NAMES = ["etl", "nightly", "Nightly", "a-b", "a_b", "été 100% \"q\" 'q'", "deployed", "other", "limited", "ab", "", "x" * 300]
LIKES = ["a", "A", "n", "%", "_", "igh", "e t", "é", "\\", "'", "", "deployed"]
TAGS = ["a", "b", "c", "two words", "ü", "ground", "tag:a", ""]
KEYS = ["k1", "k2", "report", "a-report", "Report", "k/1", "k 2", "_", "__prefect_pause"]
STATE_NAMES = ["Scheduled", "Late", "AwaitingRetry", "AwaitingConcurrencySlot", "Pending", "Running", "Retrying", "Completed", "Cached",
               "RolledBack", "Failed", "TimedOut", "Cancelled", "Cancelling", "Crashed", "Paused", "Suspended", "Resuming",
               "Rescheduled", "My state", "", "ünü"]
TEXTS = ["said", "", "line one\nline two", "error: 50% \"of\" it's \\ broken", "\u2028 é 漢字 🎉", "plain text", "connection refused"]
SEARCHES = ["said", "error", "-broken", "\"line two\"", "+error -plain", "line said", "\"of\" error", "é", "50%", "", "!plain error",
            "\"unclosed", "- +", "a_b", "ERROR"]
MOMENTS = ["<now-86400>", "<now-3600>", "<now-60>", "<now+60>", "<now+3600>", "<now+86400>", "<now>", "2024-10-01T12:00:00Z",
           "2024-10-01T12:00:00.123456+02:00", "2030-01-01T00:00:00.500000Z", "1999-12-31T23:59:59-08:00"]
ODD_MOMENTS = ["2024-10-01", "2024-10-01 12:00", 1727784000, 1727784000.25, "1727784000", "2024-10-01T12:00:00", "20241001T120000Z",
               "2024-13-01T00:00:00Z", "yesterday", "", "2024-10-01T25:00:00Z", 10**12]
NUMBERS = [0, 1, 2, 3, 5, 10, 100, 200, 201, -1]
JSON_VALUES = [None, True, False, 0, -3, 2.5, 2**53, 2**63 - 1, "text", "", [], {}, [1, [2, {"a": None}]], {"a": {"b": [1.0]}},
               {"ü": "\u0001"}, "{\"a\": 1}"]
JUNK = [None, True, 0, -1, 1.5, 1.0, 2**31, -2**31 - 1, 2**53, "", "text", "1", "true", "null", "\u0000", "a\u0000b", [], {}, [None], [[]],
        {"a": 1}, "00000000-0000-0000-0000-000000000000", "x" * 2000, "2024-10-01T00:00:00Z", "NaN", " ", {"": ""}]
RAW = ["", "{", "[]", "null", "{}", "nul", "{\"a\": NaN}", "{\"limit\": 1e400}", "{\"limit\": Infinity}", "\"text\"", "1",
       "{\"limit\": 1} x", "{\"limit\": 1, \"limit\": 2}", "[" * 100, "{'a': 1}", "{\"limit\": 01}", "\ufeff{}",
       "{\"a\": \"\t\"}", "{\"a\" 1}", "{\"a\": tru}", "[1 2]"]
API_VERSIONS = ["0.8.4", "0.8.4", "0.8.3", "0.8.0", "0.7.0", "0.8.5", "0.9.0", "1.0.0", "x", "0.8", ""]
LABELS = [{"team": "a"}, {"n": 1, "x": 1.5, "t": True}, {"prefect.flow.id": "mine"}, {}]
SCHEMAS = [{"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}, {"type": "object"}, {"type": "string"}, {}]
