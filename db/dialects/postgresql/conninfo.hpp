// What libpq is told to connect with: the user's URL, completed by the settings (PostgreSQL manual, 34.1.2), and what a
// session is told: the settings' words, then those of the URL's "options", then what no environment, role, database or
// URL may change, since what is stored and how it is read hangs on it (time zone, forms of dates, isolation …).
#pragma once

#include <db/options.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::postgresql {

// A timeout as PostgreSQL and libpq take it: whole milliseconds, and no more of them than they can count, 24 days.
std::string milliseconds_of(std::chrono::milliseconds span);

struct session_setting
{
    std::string name, value;
};

class conninfo
{
public:
    // Throws error{errc::bad_setting} for a URL that libpq does not understand, and for TLS without an authority.
    explicit conninfo(options const& how);

    // libpq's keywords and their values. A pooler takes no parameters of a session.
    std::map<std::string, std::string> keywords(bool through_pooler) const;

    // The same as arrays for PQconnectStartParams, which both end with a null; valid as long as this lives.
    struct arrays
    {
        std::vector<char const*> keywords;
        std::vector<char const*> values;
    };
    arrays parameters(bool through_pooler) const;

    // What a session is told, as names and values.
    std::vector<session_setting> const& session() const noexcept { return session_; }
    // The same as words of "options".
    std::string const& session_options() const noexcept { return session_options_; }
    // What a pooler must be told in each transaction instead, as one statement.
    std::string const& session_statement() const noexcept { return session_statement_; }
    // Statements that tell a new session what PGTZ and PGDATESTYLE of the environment have changed: libpq sends these
    // by itself, and there they win. Empty where nothing has to be told.
    std::string correction_of(PGconn const* made) const;

    // "host:port/name", for the log.
    std::string const& shown() const noexcept { return shown_; }

private:
    void make_session(options const& how);
    void put(std::string_view name, std::string_view value);
    void put_options(std::string_view url_options);
    void set_default(std::string const& keyword, std::string value);
    void use_tls(tls_options const& tls);

    std::map<std::string, std::string> all_;
    std::vector<session_setting> session_;
    std::string more_options_; // words of the URL's "options" that set nothing by name
    std::string session_options_;
    std::string session_statement_;
    std::string shown_;
};

} // namespace praetor::db::postgresql
