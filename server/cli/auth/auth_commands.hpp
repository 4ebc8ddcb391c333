// praetor auth …: who may use the API, and what they changed.
#pragma once

#include <server/cli/command.hpp>

namespace praetor::cli {

// Both groups below, and roles.
void add_auth_commands(command auth);

// create, list, revoke
void add_token_commands(command token);
// audit
void add_audit_command(command auth);
// roles
void add_roles_command(command auth);

} // namespace praetor::cli
