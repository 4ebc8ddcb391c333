// What libpq is told to connect with: the user's URL, completed by the settings (PostgreSQL manual, 34.1.2).
#pragma once

#include <db/options.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::postgresql {

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

    // What a pooler must be told in each transaction instead, as one statement.
    std::string const& session_statement() const noexcept { return session_statement_; }

    // "host:port/name", for the log.
    std::string const& shown() const noexcept { return shown_; }

private:
    void set_default(std::string const& keyword, std::string value);
    void use_tls(tls_options const& tls);

    std::map<std::string, std::string> all_;
    std::string session_options_;
    std::string session_statement_;
    std::string shown_;
};

} // namespace praetor::db::postgresql
