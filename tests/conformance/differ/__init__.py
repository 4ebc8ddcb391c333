"""A differential fuzzer: seeded sequences of API calls go to praetor and to the reference, and everything is compared."""
