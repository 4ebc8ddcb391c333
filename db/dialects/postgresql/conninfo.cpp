#include <db/dialects/postgresql/conninfo.hpp>

#include <server/base/error.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace praetor::db::postgresql {
namespace {

std::map<std::string, std::string> parsed(std::string const& text)
{
    char* reason = nullptr;
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> const found{PQconninfoParse(text.c_str(), &reason),
                                                                             &PQconninfoFree};
    if (!found) {
        std::string message = reason != nullptr ? reason : "out of memory";
        PQfreemem(reason);
        while (message.ends_with('\n'))
            message.pop_back();
        throw error{errc::bad_setting, "the database URL can not be used: " + message};
    }
    std::map<std::string, std::string> all;
    for (auto const* one = found.get(); one->keyword != nullptr; ++one)
        if (one->val != nullptr && *one->val != '\0')
            all.emplace(one->keyword, one->val);
    return all;
}

// Words of "options" are parted by spaces.
void append_option(std::string& out, std::string_view name, std::string_view value)
{
    out += out.empty() ? "-c " : " -c ";
    out += name;
    out += '=';
    for (char const c : value) {
        if (c == ' ' || c == '\\')
            out += '\\';
        out += c;
    }
}

void append_set_config(std::string& out, std::string_view name, std::string_view value)
{
    out += out.empty() ? "SELECT " : ", ";
    out += "set_config('";
    out += name;
    out += "', '";
    for (char const c : value) {
        if (c == '\'')
            out += '\'';
        out += c;
    }
    out += "', true)";
}

// libpq 15 knows no "system"; these are where Debian, Red Hat, Alpine and OpenSSL itself keep the authorities.
std::string system_authorities()
{
    for (auto const* path : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                             "/etc/ssl/cert.pem", "/usr/lib/ssl/cert.pem"})
    {
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored))
            return path;
    }
    throw error{errc::bad_setting, "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_ENABLED: this system has no "
                                   "list of certificate authorities; name one in …_TLS_CA_FILE"};
}

void need_file(std::string const& path, std::string_view setting)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        throw error{errc::bad_setting, "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_" + std::string{setting} +
                                           ": there is no file " + path};
}

} // namespace

conninfo::conninfo(options const& how) : all_(parsed(how.conninfo))
{
    auto const shown = [&](char const* keyword, char const* otherwise) {
        auto const found = all_.find(keyword);
        return found == all_.end() ? std::string{otherwise} : found->second;
    };
    shown_ = shown("host", "localhost") + ':' + shown("port", "5432") + '/' + shown("dbname", "");

    std::vector<std::pair<std::string, std::string>> session{{"timezone", "UTC"},
                                                             {"client_min_messages", "warning"},
                                                             // Conditional updates of counters rely on it.
                                                             {"default_transaction_isolation", "read committed"}};
    if (how.statement_timeout.count() > 0)
        session.emplace_back("statement_timeout", std::to_string(how.statement_timeout.count()));
    if (!how.search_path.empty())
        session.emplace_back("search_path", how.search_path);
    for (auto const& [name, value] : session) {
        append_option(session_options_, name, value);
        // Too late for the transaction that runs; BEGIN says it there.
        if (name != "default_transaction_isolation")
            append_set_config(session_statement_, name, value);
    }
    // The user's own come last and win.
    if (auto const given = all_.find("options"); given != all_.end()) {
        session_options_ += ' ' + given->second;
        all_.erase(given);
    }

    if (!how.application_name.empty())
        all_["application_name"] = how.application_name;
    set_default("application_name", "praetor");
    all_["client_encoding"] = "UTF8";
    // A peer that vanished without a word is noticed by the kernel, also where there is no statement timeout.
    set_default("keepalives_idle", "10");
    set_default("keepalives_interval", "5");
    set_default("keepalives_count", "3");
    set_default("tcp_user_timeout", std::to_string(std::max<std::int64_t>(how.statement_timeout.count(), 5'000)));
    // Of several servers the one that writes, also after they changed roles.
    if (auto const host = all_.find("host"); host != all_.end() && host->second.find(',') != std::string::npos)
        set_default("target_session_attrs", "read-write");
    if (how.tls.enabled)
        use_tls(how.tls);
}

void conninfo::set_default(std::string const& keyword, std::string value)
{
    all_.emplace(keyword, std::move(value));
}

void conninfo::use_tls(tls_options const& tls)
{
    all_["sslmode"] = tls.check_hostname ? "verify-full" : "verify-ca";
    all_["ssl_min_protocol_version"] = "TLSv1.2";
    if (!tls.ca_file.empty())
        need_file(tls.ca_file, "CA_FILE");
    all_["sslrootcert"] = tls.ca_file.empty() ? system_authorities() : tls.ca_file;
    if (tls.cert_file.empty() != tls.key_file.empty())
        throw error{errc::bad_setting, "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_CERT_FILE and …_KEY_FILE "
                                       "belong together: set both or none"};
    if (tls.cert_file.empty())
        return;
    need_file(tls.cert_file, "CERT_FILE");
    need_file(tls.key_file, "KEY_FILE");
    all_["sslcert"] = tls.cert_file;
    all_["sslkey"] = tls.key_file;
}

std::map<std::string, std::string> conninfo::keywords(bool through_pooler) const
{
    auto made = all_;
    if (!through_pooler)
        made.emplace("options", session_options_);
    return made;
}

conninfo::arrays conninfo::parameters(bool through_pooler) const
{
    arrays made;
    for (auto const& [keyword, value] : all_) {
        made.keywords.push_back(keyword.c_str());
        made.values.push_back(value.c_str());
    }
    if (!through_pooler) {
        made.keywords.push_back("options");
        made.values.push_back(session_options_.c_str());
    }
    made.keywords.push_back(nullptr);
    made.values.push_back(nullptr);
    return made;
}

} // namespace praetor::db::postgresql
