"""Discovery of materials: rules read, formulas made and weighed, and what the answer tells of them."""
