#include <server/cli/auth/auth_commands.hpp>

namespace praetor::cli {

void add_auth_commands(command auth)
{
    add_token_commands(auth.add("token", "Give and take tokens: while there is one, the API asks for it"));
    add_audit_command(auth);
    add_roles_command(auth);
}

} // namespace praetor::cli
