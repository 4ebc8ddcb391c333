// How to reach a database and how to treat it: what the settings become. Each driver's own stand with it.
#pragma once

#include <db/dialect.hpp>
#include <db/dialects/postgresql/server_options.hpp>
#include <db/dialects/sqlite/file_options.hpp>
#include <db/pool/pool_options.hpp>

#include <server/base/uuid.hpp>

#include <cstddef>
#include <memory>

namespace praetor::db {

class result_budget;
class statement_observer;

struct options : pool_options, postgresql::server_options, sqlite::file_options
{
    db::dialect dialect = db::dialect::sqlite;
    bool echo = false;                      // writes each statement to the log, whatever its level
    bool echo_values = false;               // and the values of its arguments
    statement_observer* observer = nullptr; // hears of every statement; must outlive the database
    std::size_t statement_cache = 256;      // prepared statements a connection keeps; 0: none is prepared
    std::shared_ptr<result_budget> results; // of reads; null: one of the database's own
    uuid server;                            // its id among the servers on the database; nil: it is none
};

} // namespace praetor::db
