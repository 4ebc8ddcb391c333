"""Deployments and who runs them: scenarios as those of flows/, with the prefect program, the process worker and `serve`.

Whatever a scenario deploys carries the tag scenario:RELEASE:NAME, which the runs inherit, and its pools begin with its name."""
