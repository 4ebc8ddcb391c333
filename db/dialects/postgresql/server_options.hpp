// Which PostgreSQL, and how its sessions begin.
#pragma once

#include <optional>
#include <string>

namespace praetor::db {

// TLS to PostgreSQL (libpq's ssl… keywords). The server's certificate is always checked; files are PEM.
struct tls_options
{
    bool enabled = false;
    std::string ca_file;   // who must have signed the server's certificate; empty: whom the system trusts
    std::string cert_file; // the client's certificate and key; empty: none
    std::string key_file;
    bool check_hostname = true;
};

namespace postgresql {

struct server_options
{
    std::string conninfo; // libpq keywords or a URI
    tls_options tls;
    std::optional<bool> pooler;   // a pooler in transaction mode stands between; nothing: found out when connecting
    std::string application_name; // empty: the URL's, or "praetor"
    std::string search_path;      // empty: the URL's, the role's or the database's
};

} // namespace postgresql

} // namespace praetor::db
