#include <server/cli/commands.hpp>

#include <commit.hpp>

#include <models/reference_version.hpp>

#include <boost/version.hpp>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

namespace praetor::cli {

std::string version_text()
{
    return fmt::format(
        "praetor {} ({})\nserves as Prefect {}, API {}\nBoost {}.{}, OpenSSL {}, libpq {}.{}, SQLite {}, {}",
        models::praetor_version, built_from_commit, models::reference_version, models::api_version,
        BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, OpenSSL_version(OPENSSL_VERSION_STRING),
        PQlibVersion() / 10000, PQlibVersion() % 10000, sqlite3_libversion(), __VERSION__);
}

int version()
{
    fmt::print("{}\n", version_text());
    return 0;
}

} // namespace praetor::cli
