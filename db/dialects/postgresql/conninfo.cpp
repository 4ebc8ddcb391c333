#include <db/dialects/postgresql/conninfo.hpp>

#include <server/base/error.hpp>
#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <filesystem>
#include <limits>
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

// With a backslash too, whatever standard_conforming_strings says.
std::string literal(std::string_view text)
{
    std::string made = " E'";
    for (char const c : text) {
        if (c == '\'' || c == '\\')
            made += c;
        made += c;
    }
    return made + '\'';
}

// What is stored, and how it is read back, hangs on these: neither an environment nor a role, a database or a URL has a
// say.
constexpr std::pair<std::string_view, std::string_view> fixed[] = {
    {"timezone", "UTC"},
    {"datestyle", "ISO, MDY"},
    {"intervalstyle", "postgres"},
    {"bytea_output", "hex"},
    {"extra_float_digits", "1"},
    {"standard_conforming_strings", "on"},
    {"array_nulls", "on"},
    {"transform_null_equals", "off"},
    {"quote_all_identifiers", "off"},
    // Conditional updates of counters rely on it.
    {"default_transaction_isolation", "read committed"},
};

// Words of "options" are parted by blanks, and a backslash keeps one (pg_split_opts).
std::vector<std::string> split_options(std::string_view options)
{
    std::vector<std::string> parts;
    bool in_word = false;
    for (std::size_t i = 0; i < options.size(); ++i) {
        bool const blank = options[i] == ' ' || (options[i] >= '\t' && options[i] <= '\r');
        if (blank) {
            in_word = false;
            continue;
        }
        if (!std::exchange(in_word, true))
            parts.emplace_back();
        if (options[i] == '\\' && i + 1 < options.size())
            ++i;
        parts.back() += options[i];
    }
    return parts;
}

void append_word(std::string& out, std::string_view word)
{
    out += out.empty() ? "" : " ";
    for (char const c : word) {
        if (c == ' ' || c == '\\' || (c >= '\t' && c <= '\r'))
            out += '\\';
        out += c;
    }
}

void append_set_config(std::string& out, std::string_view name, std::string_view value)
{
    out += out.empty() ? "SELECT " : ", ";
    out += "set_config(" + literal(name) + "," + literal(value) + ", true)";
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

std::string milliseconds_of(std::chrono::milliseconds span)
{
    return std::to_string(std::min<std::int64_t>(span.count(), std::numeric_limits<std::int32_t>::max()));
}

conninfo::conninfo(options const& how) : all_(parsed(how.conninfo))
{
    auto const shown = [&](char const* keyword, char const* otherwise) {
        auto const found = all_.find(keyword);
        return found == all_.end() ? std::string{otherwise} : found->second;
    };
    shown_ = shown("host", "localhost") + ':' + shown("port", "5432") + '/' + shown("dbname", "");

    make_session(how);

    if (!how.application_name.empty())
        all_["application_name"] = how.application_name;
    set_default("application_name", "praetor");
    all_["client_encoding"] = "UTF8";
    // A peer that vanished without a word is noticed by the kernel, also where there is no statement timeout.
    set_default("keepalives_idle", "10");
    set_default("keepalives_interval", "5");
    set_default("keepalives_count", "3");
    set_default("tcp_user_timeout", milliseconds_of(std::max(how.statement_timeout, std::chrono::milliseconds{5'000})));
    // Of several servers the one that writes, also after they changed roles.
    if (auto const host = all_.find("host"); host != all_.end() && host->second.find(',') != std::string::npos)
        set_default("target_session_attrs", "read-write");
    if (how.tls.enabled)
        use_tls(how.tls);
}

// Which of several words for one setting counts, is the last.
void conninfo::make_session(options const& how)
{
    put("client_min_messages", "warning");
    // Of a statement whose rows are overestimated (a recursive one, a table without statistics) PostgreSQL would
    // compile every expression first: seconds for what takes milliseconds.
    put("jit", "off");
    if (how.statement_timeout.count() > 0)
        put("statement_timeout", milliseconds_of(how.statement_timeout));
    if (!how.search_path.empty())
        put("search_path", how.search_path);
    if (auto const given = all_.find("options"); given != all_.end()) {
        put_options(given->second);
        all_.erase(given);
    }
    for (auto const& [name, value] : fixed)
        put(name, value);

    session_options_ = more_options_;
    for (auto const& [name, value] : session_) {
        append_word(session_options_, "-c");
        append_word(session_options_, name + '=' + value);
        // Too late for the transaction that runs; BEGIN says it there.
        if (name != "default_transaction_isolation")
            append_set_config(session_statement_, name, value);
    }
}

// A backend reads names without regard to case, and "-" for "_".
void conninfo::put(std::string_view name, std::string_view value)
{
    auto plain = lower_case(name);
    std::ranges::replace(plain, '-', '_');
    std::erase_if(session_, [&](session_setting const& one) { return one.name == plain; });
    session_.push_back({std::move(plain), std::string{value}});
}

void conninfo::put_options(std::string_view url_options)
{
    auto const parts = split_options(url_options);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string_view word = parts[i];
        if (word == "-c" && i + 1 < parts.size())
            word = parts[++i];
        else if (word.starts_with("-c") || word.starts_with("--"))
            word.remove_prefix(2);
        else {
            append_word(more_options_, word);
            continue;
        }
        auto const equals = word.find('=');
        if (equals == std::string_view::npos)
            throw error{errc::bad_setting, "the database URL can not be used: its options say " + std::string{word} +
                                               " and no value of it"};
        put(word.substr(0, equals), word.substr(equals + 1));
    }
}

std::string conninfo::correction_of(PGconn const* made) const
{
    std::string script;
    for (auto const& [name, value] : fixed) {
        auto const* const reported = PQparameterStatus(made, name == "timezone" ? "TimeZone" : "DateStyle");
        if ((name == "timezone" || name == "datestyle") && reported != nullptr && reported != value)
            script += "SET SESSION " + std::string{name} + " = " + literal(value) + ';';
    }
    return script;
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
