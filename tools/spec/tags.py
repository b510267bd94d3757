"""Tags: their shape, members and calls."""

from dataclasses import dataclass

from . import paths
from .members import find, walk
from .problems import near
from .source import Map

KEYS = ("create", "out", "tag", "untag", "whole", "without_defaults")


@dataclass
class Tags:
    shape: str = "NONE"  # LIST, MAP
    key: str = None
    value: str = None
    create: list = None
    create_text: bool = False
    without_defaults: object = None
    specification: str = None
    out: paths.ApiPath = None
    tag: object = None
    untag: object = None
    whole: object = None


class TagsReader:
    def __init__(self, reader, steps):
        self.reader, self.steps = reader, steps

    def outline(self, node, create, read_shape, outputs):
        """The Tags of a `tags` mapping, its calls outlined; `create` is the step that makes the object, or None."""
        reader = self.reader
        reader.keys(node, KEYS, "tags")
        tags = Tags()
        self._create(tags, node, create)
        for key in ("tag", "untag", "whole"):
            steps = self.steps.outline(node, key, "tags")
            if steps:
                setattr(tags, key, steps[0])
        if tags.tag is None and tags.create is None:
            reader.error(node.line, "tags: needs create or tag, where tags are set", node.file)
        if tags.tag is not None and tags.tag.op is not None:
            self._shape_of_call(tags, node)
        if tags.whole is not None and tags.whole.output is not None:
            wanted = {"LIST": "list", "MAP": "map"}.get(tags.shape)
            if wanted is not None and tags.whole.output.type != wanted:
                reader.at(node, "whole", f"whole: gives no {wanted} of tags: take:")
        self._out(tags, node, read_shape, outputs)
        return tags

    def outline_data(self, node, shared, read_shape, outputs):
        """The Tags of a data source: it only reads them."""
        self.reader.keys(node, ("out",), "a data source's tags")
        tags = Tags()
        self._out(tags, node if shared is None else node.over(shared), read_shape, outputs)
        return tags

    def _create(self, tags, node, create):
        reader, said = self.reader, node.get("create")
        if said in (None, False):
            return
        if create is None or "call" not in create.raw:
            reader.at(node, "create", "create: the first create step is no call")
            return
        if create.op is None:  # its operation is told to be wrong already
            return
        shape = create.op.input
        if isinstance(said, Map):
            reader.keys(said, ("specification",), "create")
            tags.specification = reader.get(said, "specification", str)
            member = find(shape, "tag_specifications")
            if member is None:
                reader.at(node, "create", f"create: {shape.name} has no TagSpecifications")
                return
            tags.create = [member]
            element = shape.members[member].shape.of.shape
            kinds = element.members["ResourceType"].shape.enum
            if kinds and tags.specification is not None and tags.specification not in kinds:
                reader.at(said, "specification",
                          f"specification: {tags.specification}: no such resource type{near(tags.specification, kinds)}")
            self._shape(tags, element.members["Tags"].shape, node, "create")
            return
        tags.create = str(said).split(".")
        inner = walk(shape, tags.create)
        if inner is None:
            try:
                paths.resolve(paths.parse(str(said)), shape)
            except paths.PathError as error:
                reader.at(node, "create", f"create: {error}")
            tags.create = None
            return
        if inner.type == "string":
            tags.create_text = True
            return
        self._shape(tags, inner, node, "create")

    def _shape_of_call(self, tags, node):
        data = tags.tag.raw.get("with")
        for member, value in (data if isinstance(data, Map) else {}).items():
            shape = tags.tag.op.input.members.get(member)
            if value == "$tags" and shape is not None:
                self._shape(tags, shape.shape, node, "tag")

    def _shape(self, tags, shape, node, key):
        if shape.type == "map":
            found = ("MAP", None, None)
        elif shape.type == "list" and shape.of.shape.type == "structure":
            names = shape.of.shape.members
            keys = [m for m in names if m.lower() in ("key", "tagkey")]
            values = [m for m in names if m.lower() in ("value", "tagvalue")]
            found = ("LIST", keys[0] if keys else None, values[0] if values else None)
        else:
            found = None
        if found is None or (found[0] == "LIST" and None in found):
            self.reader.at(node, key, f"{key}: {shape.name} is neither a list of keys and values nor a map")
            return
        if tags.shape != "NONE" and (tags.shape, tags.key, tags.value) != found:
            self.reader.at(node, key, f"{key}: {shape.name} has another form than the tags of the create call")
            return
        tags.shape, tags.key, tags.value = found

    def _out(self, tags, node, read_shape, outputs):
        said = node.get("out")
        if said is False:
            return
        if said is None:
            member = find(read_shape, "tags")
            if member is None:
                self.reader.error(node.line, "tags: no member of the read object is called tags; say where with out",
                                  node.file)
                return
            said = member
        tags.out, shape = self.steps.path(str(said), read_shape, node, "out", outputs)
        if shape is not None:
            self._shape(tags, shape, node, "out")
