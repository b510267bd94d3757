"""What Terraform core itself does with plans, after the facts of OpenTofu's internal/plans/objchange: the state that it
proposes to a provider, what it takes as a plan, and what may become of a plan. Schemas without nested attribute types,
as ours are."""

from tests.pyclient.values import UNKNOWN, equal


def proposed_new(block, prior, config):
    """The state that core proposes: the configuration, and the prior value of what is computed and not configured."""
    if config is None:
        return prior
    prior = prior if isinstance(prior, dict) else block.empty()
    new = {name: _proposed_attribute(a, prior[name], config[name]) for name, a in block.attributes.items()}
    for name, nested in block.blocks.items():
        new[name] = _proposed_block(nested, prior[name], config[name])
    return new


def _proposed_attribute(attribute, prior, config):
    if attribute.write_only:
        return None
    if not attribute.computed:
        return config
    return prior if config is None else config


def _proposed_block(nested, prior, config):
    if config is UNKNOWN or config is None:
        return config
    if nested.nesting == "single":
        return proposed_new(nested.block, prior, config)
    prior = prior if isinstance(prior, list) else []
    if nested.nesting == "list":
        pairs = [(prior[i] if i < len(prior) else None, element) for i, element in enumerate(config)]
    else:
        pairs = list(_correlate(nested.block, prior, config))
    return [proposed_new(nested.block, before, element) for before, element in pairs]


def _correlate(block, prior, config):
    """Each element of a configured set with the first unused prior element from which it may have come."""
    free = list(prior)
    for element in config:
        match = next((p for p in free if _may_come_from(block, p, element)), None)
        if match is not None:
            free.remove(match)
        yield match, element


def _may_come_from(block, prior, config):
    """Whether prior differs from config only in computed attributes that config leaves null, and in no set."""
    for name, attribute in block.attributes.items():
        if equal(prior[name], config[name], attribute.type):
            continue
        if attribute.type[0] == "set" or not attribute.computed or config[name] is not None:
            return False
    for name, nested in block.blocks.items():
        before, after = prior[name], config[name]
        if equal(before, after, nested.type):
            continue
        if nested.nesting == "set" or before is UNKNOWN or after is UNKNOWN:
            return False
        elements, others = nested.elements(before), nested.elements(after)
        if len(others) < len(elements):
            return False  # core walks through the prior, so more in config do not matter
        if not all(_may_come_from(nested.block, p, c) for p, c in zip(elements, others)):
            return False
    return True


def plan_errors(block, prior, config, planned, path=""):
    """Why core would refuse a plan that does not say legacy_type_system; empty where it would take it."""
    if (planned is None) != (config is None):
        return [f"{path}: planned {'absent' if planned is None else 'present'}, configured otherwise"]
    if planned is None:
        return []
    errors = []
    for name, attribute in block.attributes.items():
        before = prior[name] if isinstance(prior, dict) else None
        at = f"{path}.{name}".lstrip(".")
        errors += _planned_attribute_errors(attribute, before, config[name], planned[name], at)
    for name, nested in block.blocks.items():
        before = prior[name] if isinstance(prior, dict) else None
        at = f"{path}.{name}".lstrip(".")
        errors += _planned_block_errors(nested, before, config[name], planned[name], at)
    return errors


def _planned_attribute_errors(attribute, prior, config, planned, path):
    same = lambda a, b: equal(a, b, attribute.type)  # noqa: E731
    if attribute.write_only:
        return [] if planned is None else [f"{path}: a write-only argument is planned"]
    if same(planned, config):
        return []
    if same(planned, prior) and prior is not None and config is not None:
        return []
    if attribute.computed and (config is None or not attribute.optional):
        return []
    return [f"{path}: planned {planned!r}, configured {config!r}, before {prior!r}"]


def _planned_block_errors(nested, prior, config, planned, path):
    if equal(planned, config, nested.type):
        return []
    if config is UNKNOWN:
        return [f"{path}: a dynamic block of unknown number is planned as {planned!r}"]
    if planned is UNKNOWN:
        return [f"{path}: a block is unknown itself"]
    if nested.nesting == "single":
        return plan_errors(nested.block, prior, config, planned, path)
    if planned is None:
        return [f"{path}: null where no blocks are meant"]
    if nested.nesting == "set":  # core cannot correlate elements of sets and trusts the provider
        return [f"{path}: an element is unknown itself" for element in planned if element is UNKNOWN]
    if len(planned) != len(config):
        return [f"{path}: planned {len(planned)} blocks of {len(config)}"]
    before = prior if isinstance(prior, list) else []
    errors = []
    for i, (element, configured) in enumerate(zip(planned, config)):
        if element is UNKNOWN:
            errors.append(f"{path}.{i}: a block is unknown itself")
        else:
            was = before[i] if i < len(before) else None
            errors += plan_errors(nested.block, was, configured, element, f"{path}.{i}")
    return errors


def _unmatched(planned, others, path, compatible):
    """The elements of either set that are compatible with none of the other's."""
    errors = [f"{path}: planned element {p!r} matches none" for p in planned
              if not any(compatible(p, o) for o in others)]
    return errors + [f"{path}: element {o!r} was not planned" for o in others
                     if not any(compatible(p, o) for p in planned)]


def result_errors(block, planned, actual, path=""):
    """Why `actual` (a second plan, or the state after apply) is not what `planned` promised."""
    if (planned is None) != (actual is None):
        return [f"{path}: planned {'absent' if planned is None else 'present'}, came otherwise"]
    if planned is None:
        return []
    errors = []
    for name, attribute in block.attributes.items():
        errors += _value_errors(planned[name], actual[name], attribute.type, f"{path}.{name}".lstrip("."))
    for name, nested in block.blocks.items():
        errors += _result_block_errors(nested, planned[name], actual[name], f"{path}.{name}".lstrip("."))
    return errors


def _result_block_errors(nested, planned, actual, path):
    if planned is UNKNOWN:
        return []
    if nested.nesting == "single":
        if actual is UNKNOWN:
            return [f"{path}: was known, but is now unknown"]
        return result_errors(nested.block, planned, actual, path)
    if actual is UNKNOWN or planned is None or actual is None:
        return []
    if nested.nesting == "set":
        if len(actual) > len(planned):
            return [f"{path}: {len(planned)} blocks became {len(actual)}"]
        return _unmatched(planned, actual, path, lambda p, a: not result_errors(nested.block, p, a))
    if len(planned) != len(actual):
        return [f"{path}: {len(planned)} blocks became {len(actual)}"]
    errors = []
    for i, (p, a) in enumerate(zip(planned, actual)):
        errors += result_errors(nested.block, p, a, f"{path}.{i}")
    return errors


def _value_errors(planned, actual, type_, path):
    if planned is UNKNOWN:
        return []
    if planned is None or actual is None or actual is UNKNOWN or isinstance(type_, str):
        return [] if equal(planned, actual, type_) else [f"{path}: was {planned!r}, but now {actual!r}"]
    kind, inner = type_
    if kind == "set":
        if len(actual) > len(planned):
            return [f"{path}: {len(planned)} elements became {len(actual)}"]
        return _unmatched(planned, actual, path, lambda p, a: not _value_errors(p, a, inner, path))
    if kind == "list":
        if len(planned) != len(actual):
            return [f"{path}: {len(planned)} elements became {len(actual)}"]
        return [e for p, a in zip(planned, actual) for e in _value_errors(p, a, inner, path)]
    if set(planned) != set(actual):
        return [f"{path}: keys {sorted(planned)} became {sorted(actual)}"]
    types = inner if kind == "object" else dict.fromkeys(planned, inner)
    return [e for name in planned for e in _value_errors(planned[name], actual[name], types[name], f"{path}.{name}")]
