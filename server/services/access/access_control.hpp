// Who is let in, and as what: by the tokens of the database, or the one auth string of the settings.
#pragma once

#include <models/access/access_token.hpp>
#include <server/services/access/login_throttle.hpp>

#include <server/base/periodic.hpp>
#include <server/base/role.hpp>
#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace praetor::services {

// Whether credentials are right.
struct admission
{
    enum class verdict : std::uint8_t
    {
        let_in,
        unknown,
        slowed // too many of this address were wrong: it was not looked at
    };
    verdict came = verdict::unknown;
    std::shared_ptr<principal const> who; // of a token; null with let_in: the auth string, which may do all
    std::chrono::seconds wait{};          // of who was slowed
};

// Keeps what the database knows of tokens, and reads it again twice a second: who asks costs a hash and a look-up.
// While the database can not be read, what was known last holds. Used on the executor's thread.
class access_control
{
public:
    static constexpr std::chrono::milliseconds look_interval{400};

    // `auth_string`: "user:password", or nothing. `failures`: of an address, before it is slowed. References must
    // outlive it.
    access_control(boost::asio::any_io_executor executor, db::database& store, std::string auth_string, int failures);

    // Reads the tokens. Before anybody asks.
    task<void> load();
    void start() { loop_.start(); }
    task<void> stop() { return loop_.stop(); }

    // Nobody has to prove anything: there is neither auth string nor token. Tokens that have expired count.
    bool is_open() const noexcept { return auth_string_.empty() && !has_tokens_; }

    // A token; `peer` is the text of an address.
    admission admit_token(std::string_view peer, std::string_view token);
    // The auth string, a token, or "name:token", with the token's name.
    admission admit(std::string_view peer, std::string_view credentials);

    // Returns when the token is revoked, has expired or has another role; never for null.
    task<void> until_changed(std::shared_ptr<principal const> who);

private:
    struct hash
    {
        std::size_t operator()(models::token_digest const& of) const noexcept;
    };
    struct equal // in a time that does not depend on where they differ
    {
        bool operator()(models::token_digest const& one, models::token_digest const& other) const noexcept;
    };
    using holders = std::unordered_map<models::token_digest, std::shared_ptr<principal const>, hash, equal>;

    task<void> step() { return load(); }
    void take(std::vector<models::access_token> const& rows);
    std::shared_ptr<principal const> find(std::string_view token, std::string_view name) const;
    bool is_current(principal const& who) const;
    admission refused(std::string_view peer);

    db::database& store_;
    std::string auth_string_;
    holders holders_;
    bool has_tokens_ = false;
    login_throttle throttle_;
    signal changed_;
    periodic loop_;
};

} // namespace praetor::services
