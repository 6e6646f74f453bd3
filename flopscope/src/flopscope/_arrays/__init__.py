"""Arrays and random objects as holders: one slot, a shape and a dtype, and no operation."""
