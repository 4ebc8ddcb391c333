#include <server/cli/commands.hpp>

#include <models/reference_version.hpp>

#include <boost/version.hpp>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

namespace praetor::cli {

int version()
{
    fmt::print("praetor {}\nserves as Prefect {}, API {}\nBoost {}.{}, libpq {}, SQLite {}, {}\n",
               models::praetor_version, models::reference_version, models::api_version, BOOST_VERSION / 100000,
               BOOST_VERSION / 100 % 1000, PQlibVersion(), sqlite3_libversion(), __VERSION__);
    return 0;
}

} // namespace praetor::cli
