#include <server/services/access/access_control.hpp>

#include <server/base/log.hpp>
#include <server/base/text/equal_secrets.hpp>

#include <openssl/crypto.h>

#include <cstring>
#include <utility>

namespace praetor::services {
namespace {

bool has_expired(principal const& who)
{
    return who.expires && *who.expires <= now();
}

} // namespace

std::size_t access_control::hash::operator()(models::token_digest const& of) const noexcept
{
    std::size_t first = 0;
    std::memcpy(&first, of.data(), sizeof first);
    return first;
}

bool access_control::equal::operator()(models::token_digest const& one,
                                       models::token_digest const& other) const noexcept
{
    return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

access_control::access_control(boost::asio::any_io_executor executor, db::database& store, std::string auth_string,
                               int failures)
    : store_(store), auth_string_(std::move(auth_string)), throttle_(failures),
      loop_(std::move(executor), "access", {.interval = look_interval, .max_pause = look_interval},
            [this] { return step(); })
{}

task<void> access_control::load()
{
    auto const rows = co_await store_.read(models::read_access_tokens);
    take(rows);
}

void access_control::take(std::vector<models::access_token> const& rows)
{
    holders now_known;
    for (auto const& row : rows) {
        auto const digest = models::parse_token_digest(row.digest);
        auto const may = role_named(row.role);
        principal one{row.name, may.value_or(role::anyone), row.expires};
        if (!digest || !may || has_expired(one))
            continue;
        auto const before = holders_.find(*digest);
        if (before != holders_.end() && *before->second == one)
            now_known.emplace(*digest, before->second);
        else
            now_known.emplace(*digest, std::make_shared<principal const>(std::move(one)));
    }
    has_tokens_ = !rows.empty();
    bool const is_same = now_known == holders_;
    holders_ = std::move(now_known);
    if (!is_same)
        changed_.notify_all();
}

std::shared_ptr<principal const> access_control::find(std::string_view token, std::string_view name) const
{
    if (holders_.empty() || !models::is_token_secret(token))
        return nullptr;
    auto const found = holders_.find(models::digest_of(token));
    if (found == holders_.end() || has_expired(*found->second) || (!name.empty() && found->second->name != name))
        return nullptr;
    return found->second;
}

admission access_control::admit_token(std::string_view peer, std::string_view token)
{
    if (auto who = find(token, {}))
        return {admission::verdict::let_in, std::move(who), {}};
    return refused(peer);
}

admission access_control::admit(std::string_view peer, std::string_view credentials)
{
    auto const colon = credentials.rfind(':');
    bool const is_alone = colon == std::string_view::npos;
    auto who = find(is_alone ? credentials : credentials.substr(colon + 1),
                    is_alone ? std::string_view{} : credentials.substr(0, colon));
    // A token can not be guessed, so it needs no patience.
    if (who)
        return {admission::verdict::let_in, std::move(who), {}};
    if (!auth_string_.empty() && throttle_.wait_of(peer, login_throttle::clock::now()) == std::chrono::seconds{} &&
        equal_secrets(credentials, auth_string_))
        return {admission::verdict::let_in, nullptr, {}};
    return refused(peer);
}

admission access_control::refused(std::string_view peer)
{
    auto const when = login_throttle::clock::now();
    auto const wait = throttle_.wait_of(peer, when);
    if (wait > std::chrono::seconds{})
        return {admission::verdict::slowed, nullptr, wait};
    if (throttle_.failed(peer, when))
        log::warning("access", "{} was wrong {} times about who it is: it may try once a second from now on", peer,
                     throttle_.burst());
    return {admission::verdict::unknown, nullptr, {}};
}

bool access_control::is_current(principal const& who) const
{
    if (has_expired(who))
        return false;
    for (auto const& [digest, one] : holders_)
        if (one.get() == &who)
            return true;
    return false;
}

task<void> access_control::until_changed(std::shared_ptr<principal const> who)
{
    while (who == nullptr || is_current(*who))
        co_await changed_.wait();
}

} // namespace praetor::services
