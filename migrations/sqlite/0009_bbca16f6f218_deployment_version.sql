-- Versions of deployments.
-- after: 3457c6ca2360
-- up
CREATE TABLE deployment_version (
    deployment_id CHAR(36) NOT NULL,
    branch VARCHAR,
    version_info JSON DEFAULT '{}' NOT NULL,
    description TEXT,
    tags JSON DEFAULT '[]' NOT NULL,
    labels JSON,
    entrypoint VARCHAR,
    pull_steps JSON,
    parameters JSON DEFAULT '{}' NOT NULL,
    parameter_openapi_schema JSON,
    enforce_parameter_schema BOOLEAN DEFAULT '0' NOT NULL,
    work_queue_id CHAR(36),
    work_queue_name VARCHAR,
    infra_overrides JSON DEFAULT '{}' NOT NULL,
    id CHAR(36) DEFAULT (GEN_RANDOM_UUID()) NOT NULL,
    created DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_deployment_version PRIMARY KEY (id),
    CONSTRAINT fk_deployment_version__deployment_id__deployment FOREIGN KEY(deployment_id) REFERENCES deployment (id) ON DELETE CASCADE,
    CONSTRAINT fk_deployment_version__work_queue_id__work_queue FOREIGN KEY(work_queue_id) REFERENCES work_queue (id) ON DELETE SET NULL
);
CREATE INDEX ix_deployment_version__deployment_id ON deployment_version (deployment_id);
CREATE INDEX ix_deployment_version__updated ON deployment_version (updated);
CREATE INDEX ix_deployment_version__work_queue_id ON deployment_version (work_queue_id);
CREATE INDEX ix_deployment_version__work_queue_name ON deployment_version (work_queue_name);
CREATE UNIQUE INDEX uq_deployment_version__deployment__branch ON deployment_version (deployment_id, branch);
ALTER TABLE deployment ADD COLUMN version_id CHAR(36);
CREATE INDEX ix_deployment__version_id ON deployment (version_id);

-- down
DROP INDEX ix_deployment__version_id;
ALTER TABLE deployment DROP COLUMN version_id;
DROP TABLE deployment_version;
