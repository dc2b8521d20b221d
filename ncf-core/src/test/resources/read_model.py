"""Prints a user's scores of all items: read_model.py MODEL USER, for a model of type mf or gmf. Needs NumPy alone."""
import json, struct, sys
import numpy as np

raw = open(sys.argv[1], "rb").read()
(length,) = struct.unpack_from("<Q", raw)
header = json.loads(raw[8 : 8 + length])
config = json.loads(header.pop("__metadata__")["config"])
types = {"I64": "<i8", "F32": "<f4", "I32": "<i4", "U8": "u1"}
t = {}
for name, entry in header.items():
    begin, end = (8 + length + offset for offset in entry["data_offsets"])
    t[name] = np.frombuffer(raw[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
at = t["user_id_offsets"]
user = [bytes(t["user_ids"][a:b]).decode() for a, b in zip(at, at[1:])].index(sys.argv[2])
if config["model"]["type"] == "gmf":
    scores = (t["gmf_user"][user] * t["gmf_item"]) @ t["head_kernel"].ravel() + t["head_bias"].ravel()
else:
    scores = t["mf_item"] @ t["mf_user"][user] + t["mf_user_bias"].ravel()[user] + t["mf_item_bias"].ravel() + t["mf_bias"].ravel()
print(*scores)
