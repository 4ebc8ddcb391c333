#include <db/dialects/postgresql/url.hpp>

#include <server/base/error.hpp>
#include <server/base/text/ascii.hpp>
#include <server/base/text/percent.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace praetor::db::postgresql {
namespace {

constexpr auto npos = std::string_view::npos;

[[noreturn]] void refuse(std::string const& why)
{
    throw error{errc::bad_setting, "the database URL " + why};
}

bool is_number(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return is_digit(c); });
}

// Where the "@" behind user and password stands. SQLAlchemy takes a password up to the first "@", whatever is in it,
// and so it may hold "/" and "?"; one that holds "@" itself ends where a host can.
std::size_t end_of_user(std::string_view rest)
{
    auto const first = rest.find_first_of(":/?@");
    if (first == npos || rest[first] == '/' || rest[first] == '?' || rest.starts_with('['))
        return npos;
    auto at = rest.find('@', first);
    if (at == npos)
        return npos;
    // host:5432/name?key=a@b has a port there.
    auto const path = rest.find_first_of("/?", first);
    if (path < at && is_number(rest.substr(first + 1, path - first - 1)) && rest.find('?', path) < at)
        return npos;
    for (auto next = rest.find_first_of("@/?", at + 1); next != npos && rest[next] == '@';
         next = rest.find_first_of("@/?", at + 1))
        at = next;
    return at;
}

// The raw parts.
struct pieces
{
    std::string_view user, password, hosts, name, query;
    bool has_password = false;
};

pieces cut(std::string_view rest)
{
    pieces found;
    if (auto const at = end_of_user(rest); at != npos) {
        auto const who = rest.substr(0, at);
        auto const colon = who.find(':');
        found.user = who.substr(0, colon);
        found.has_password = colon != npos;
        if (found.has_password)
            found.password = who.substr(colon + 1);
        rest.remove_prefix(at + 1);
    }
    auto const mark = std::min(rest.find('?'), rest.size());
    found.query = rest.substr(std::min(mark + 1, rest.size()));
    rest = rest.substr(0, mark);
    auto const slash = std::min(rest.find('/'), rest.size());
    found.hosts = rest.substr(0, slash);
    found.name = rest.substr(std::min(slash + 1, rest.size()));
    return found;
}

// A NUL would end the value for libpq.
std::string decoded(std::string_view text)
{
    auto made = percent_decoded(text);
    if (made.find('\0') != npos)
        refuse("holds a NUL character");
    return made;
}

// A form's rules, as SQLAlchemy has them: "+" is a blank.
std::string decoded_in_query(std::string_view text)
{
    std::string spaced{text};
    std::ranges::replace(spaced, '+', ' ');
    return decoded(spaced);
}

struct host_and_port
{
    std::string host, port;
};

host_and_port cut_host(std::string_view text)
{
    if (text.starts_with('[')) {
        auto const end = text.find(']');
        if (end == npos)
            refuse("has a host in brackets that do not close");
        auto const port = text.substr(end + 1);
        return {decoded(text.substr(1, end - 1)), std::string{port.substr(port.starts_with(':') ? 1 : 0)}};
    }
    // A folder of sockets, or an IPv6 address as it is.
    if (text.starts_with('/') || std::ranges::count(text, ':') > 1)
        return {decoded(text), {}};
    auto const colon = text.find(':');
    return {decoded(text.substr(0, colon)), std::string{colon == npos ? std::string_view{} : text.substr(colon + 1)}};
}

void require_port(std::string const& port)
{
    unsigned number = 0;
    auto const [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (!port.empty() && (ec != std::errc{} || end != port.data() + port.size() || number < 1 || number > 65'535))
        refuse("has a port that is none: a whole number from 1 to 65535 is one");
}

// What only asyncpg and SQLAlchemy know, and the isolation that conditional updates rely on: it is READ COMMITTED.
bool is_dropped(std::string_view key)
{
    constexpr std::array<std::string_view, 9> theirs{"command_timeout",
                                                     "timeout",
                                                     "async_fallback",
                                                     "direct_tls",
                                                     "max_cached_statement_lifetime",
                                                     "max_cacheable_statement_size",
                                                     "default_transaction_isolation",
                                                     "prepared_statement_name_func",
                                                     "prepared_statement_cache_size"};
    return key == "statement_cache_size" || std::ranges::find(theirs, key) != theirs.end();
}

bool is_secret(std::string_view key)
{
    return key == "password" || key == "sslpassword";
}

template <class Visitor>
void each_pair(std::string_view query, Visitor visit)
{
    while (!query.empty()) {
        auto const one = next_item(query, '&');
        auto const equals = std::min(one.find('='), one.size());
        if (!one.empty())
            visit(decoded_in_query(one.substr(0, equals)), one.substr(std::min(equals + 1, one.size())));
    }
}

// What libpq is to be told.
class target
{
public:
    explicit target(pieces const& raw)
    {
        user_ = decoded(raw.user);
        if (raw.has_password)
            password_ = decoded(raw.password);
        name_ = decoded(raw.name);
        std::vector<host_and_port> authority;
        for (auto rest = raw.hosts; !rest.empty();)
            authority.push_back(cut_host(next_item(rest, ',')));
        each_pair(raw.query, [this](std::string const& key, std::string_view value) { take(key, value); });
        place(std::move(authority));
    }

    std::string const& search_path() const noexcept { return search_path_; }

    std::string uri() const
    {
        std::string made = "postgresql://";
        if (!user_.empty() || password_)
            made += percent_encoded(user_) + (password_ ? ':' + percent_encoded(*password_) : "") + '@';
        for (std::size_t i = 0; i < hosts_.size(); ++i) {
            auto const& [host, port] = hosts_[i];
            bool const is_address = host.find(':') != npos;
            made += i > 0 ? "," : "";
            made += is_address ? '[' + percent_encoded(host, ":") + ']' : percent_encoded(host);
            made += port.empty() ? "" : ':' + port;
        }
        made += '/' + percent_encoded(name_);
        char mark = '?';
        for (auto const& [key, value] : others_) {
            made += mark + percent_encoded(key) + '=' + percent_encoded(value);
            mark = '&';
        }
        return made;
    }

private:
    void take(std::string const& key, std::string_view raw)
    {
        auto value = decoded_in_query(raw);
        if (key == "host")
            for (std::string_view rest = value; !rest.empty();)
                asked_hosts_.emplace_back(next_item(rest, ','));
        else if (key == "port")
            for (std::string_view rest = value; !rest.empty();)
                asked_ports_.emplace_back(next_item(rest, ','));
        else if (key == "user")
            user_ = std::move(value);
        else if (key == "password")
            password_ = std::move(value);
        else if (key == "dbname" || key == "database")
            name_ = std::move(value);
        else if (key == "search_path")
            search_path_ = std::move(value);
        else if (key == "ssl") // asyncpg's word for libpq's sslmode
            others_.emplace_back("sslmode", value == "true" ? "require" : value);
        else if (!is_dropped(key))
            others_.emplace_back(key, std::move(value));
    }

    // Hosts of the query stand in for those before the path, whose port is the one they lack.
    void place(std::vector<host_and_port> authority)
    {
        std::string const usual = authority.size() == 1 ? authority.front().port : std::string{};
        if (asked_hosts_.empty())
            hosts_ = std::move(authority);
        for (auto const& one : asked_hosts_) {
            hosts_.push_back(cut_host(one));
            if (!hosts_.back().port.empty() && !asked_ports_.empty())
                refuse("names ports twice: say host=a:5432&host=b:5433, or host=a,b&port=5432,5433");
        }
        if (hosts_.empty() && !asked_ports_.empty())
            hosts_.emplace_back();
        if (asked_ports_.size() > 1 && asked_ports_.size() != hosts_.size())
            refuse("names another number of ports than of hosts");
        for (std::size_t i = 0; i < hosts_.size(); ++i) {
            auto& port = hosts_[i].port;
            if (!asked_ports_.empty())
                port = asked_ports_[asked_ports_.size() == 1 ? 0 : i];
            else if (port.empty())
                port = usual;
            require_port(port);
        }
    }

    std::string user_, name_, search_path_;
    std::optional<std::string> password_;
    std::vector<host_and_port> hosts_;
    std::vector<std::string> asked_hosts_, asked_ports_;
    std::vector<std::pair<std::string, std::string>> others_;
};

} // namespace

bool reads_scheme(std::string_view scheme)
{
    return scheme == "postgresql" || scheme == "postgres" || scheme == "postgresql+asyncpg";
}

void set_target(server_options& options, std::string_view rest)
{
    target const to{cut(rest)};
    options.conninfo = to.uri();
    if (!to.search_path().empty())
        options.search_path = to.search_path();
}

std::string without_passwords(std::string_view rest)
{
    auto const raw = cut(rest);
    std::string made{raw.user};
    made += raw.has_password ? ":***" : "";
    made += end_of_user(rest) == npos ? "" : "@";
    made += raw.hosts;
    made += raw.name.empty() ? "" : "/" + std::string{raw.name};
    char mark = '?';
    for (auto query = raw.query; !query.empty();) {
        auto const one = next_item(query, '&');
        auto const key = one.substr(0, one.find('='));
        made += mark;
        made += is_secret(percent_decoded(key)) ? std::string{key} + "=***" : std::string{one};
        mark = '&';
    }
    return made;
}

} // namespace praetor::db::postgresql
