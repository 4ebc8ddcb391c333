// How to reach a database and how to treat it: what the settings become.
#pragma once

#include <db/dialect.hpp>

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

namespace praetor::db {

class statement_observer;

// TLS to PostgreSQL (libpq's ssl… keywords). The server's certificate is always checked; files are PEM.
struct tls_options
{
    bool enabled = false;
    std::string ca_file;   // who must have signed the server's certificate; empty: whom the system trusts
    std::string cert_file; // the client's certificate and key; empty: none
    std::string key_file;
    bool check_hostname = true;
};

// Durations of zero mean no limit.
struct options
{
    static constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

    db::dialect dialect = db::dialect::sqlite;
    bool echo = false;                      // writes each statement to the log, whatever its level
    bool echo_values = false;               // and the values of its arguments
    statement_observer* observer = nullptr; // hears of every statement; must outlive the database
    std::size_t statement_cache = 256;      // prepared statements a connection keeps; 0: none is prepared

    // SQLite
    std::string path;                               // a file, or ":memory:"
    std::size_t readers = 2;                        // threads that read beside the writer
    std::size_t max_group = 64;                     // transactions that share a commit
    std::size_t queue_limit = 4096;                 // waiting transactions, then errc::unavailable
    bool full_sync = false;                         // synchronous=FULL instead of NORMAL
    bool must_exist = false;                        // a file that is not there is an error
    std::chrono::milliseconds busy_timeout{60'000}; // for locks of other processes; zero waits for none

    // PostgreSQL
    std::string conninfo; // libpq keywords or a URI
    tls_options tls;
    std::optional<bool> pooler;     // a pooler in transaction mode stands between; nothing: found out when connecting
    std::size_t pool_size = 5;      // or unlimited
    std::size_t pool_overflow = 10; // connections beyond, closed when they have idled a minute; or unlimited
    std::chrono::milliseconds acquire_timeout{30'000};
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds statement_timeout{10'000};
    std::chrono::seconds recycle{3'600};         // a connection's life, shortened or lengthened by up to a tenth
    std::chrono::milliseconds ping_after{5'000}; // what idled longer is asked before it is handed out
    std::size_t retries = 2;                     // of a transaction that surely left nothing: see pool/failure.hpp
    std::string application_name;                // empty: the URL's, or "praetor"
    std::string search_path;
};

} // namespace praetor::db
