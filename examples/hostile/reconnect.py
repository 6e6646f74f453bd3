"""Lets its connection go and makes a new one, so as to begin with a whole budget again.

expect: submission_error
flops: 10
stopped-by: network
arguments: --budget 15
"""

import flopscope.numpy as fnp
from flopscope._engine import current
from flopscope_client.connection import Connection
from flopscope_client.engine import RemoteEngine

(fnp.ones(10) + fnp.ones(10)).tolist()
current().connection.close()
connection = Connection()
connection.connect()
print("BREACH", RemoteEngine(connection).connection.policy)
