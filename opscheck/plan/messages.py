"""What is said about a value that the format does not allow, by pydantic's or our own error type.

Each message may use {field} (the key), {value} (what stands there) and what its error's context brings.
"""

MESSAGES = {
    "missing": "this item has no {field}",
    "string_type": '{field} must be text: put it in quotes, "{value}"',
    "string_too_short": "{field} is empty: fill it in or remove the key",
    "string_pattern_mismatch": "{value} is no id: use lower-case letters, digits and single hyphens",
    "literal_error": "{field} cannot be {value}: it is {expected}",
    "literal_type": "{field} must be one of {expected}",
    "model_type": "{field} must be a mapping of keys to values",
    "dict_type": "{field} must be a mapping of keys to values",
    "tuple_type": "{field} must be a list",
    "bool_type": "{field} must be true or false",
    "no_text": "{field} must be text",
    "bare_percent": "{field} is a percentage, and a bare {value} could be read in two ways: write {percent} or {ratio}",
    "percent_type": "{field} must be a percentage such as 15% or 0.15",
    "notation": "{field} is written {value}, which is not the plan's notation: write {right}",
    "money_type": "{field} must be an amount such as 960000.00, or 5000.00 USD in another currency",
    "missing_rate": "{field} is in {value}, and plan.rates has no rate for it into {currency}",
    "no_currency": "{field} is in {value}, and the plan does not say its own currency: name it in plan.currency",
    "currency": "{value} is not a currency code of ISO 4217 such as EUR or CNY",
    "period_type": "{field} must be a period such as P2W, P9D, P1M or PT72H",
    "date_type": "{field} must be a date such as 2026-01-05",
    "no_such_day": "{value} is not a day of the calendar",
    "month": "{field} must be a month such as 2026-01",
    "number_type": "{field} must be a number",
    "unit": "{value} is not a unit: it is one of {expected}, or a currency code",
    "unit_mismatch": "{field} is measured in {unit}, so {value} cannot be read",
    "negative": "{field} is {value}: it cannot be below zero",
    "positive": "{field} is {value}: it must be above zero",
    "portion": "{field} is {value}: it must lie between 0 % and 100 %",
    "timezone": "{value} is not a time zone such as Asia/Shanghai or Europe/Berlin",
    "value": "{field} cannot be {value}: {reason}",
    "compound": "{field} is not as it must be: {reason}",
}

NO_PLAN = "a plan must be a mapping of keys to values"
MISSING_KEY = "the key {field} is missing: every plan has it"
LACKS_KEY = "{where} has no {field}"
UNKNOWN_KEY = "{field} is not a key of {where}"
UNKNOWN_KEY_MEANT = "{field} is not a key of {where}: did you mean {meant}?"
UNKNOWN_KEY_OF_PLAN = "{field} is not a key of a plan"
UNKNOWN_KEY_OF_PLAN_MEANT = "{field} is not a key of a plan: did you mean {meant}?"
UNKNOWN_KEY_HELP = "a key of your own begins with x-"
MEANT = "did you mean {meant}?"
MORE = "{count} more errors of format are not shown"
