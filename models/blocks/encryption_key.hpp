// The key that block documents are encrypted with: the one of the settings, else a row of table configuration that is
// made where there is none, as Prefect's server makes it.
#pragma once

#include <server/base/fernet.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// `configured` is the key of the settings, empty for none. error{errc::bad_setting} where it is no key.
task<fernet> encryption_key(db::connection& conn, std::string configured);

// The same where a statement gave the row's value along: SELECT of stored_encryption_key. Nothing where there is no key
// yet.
inline constexpr std::string_view stored_encryption_key =
    "(SELECT value ->> 'fernet_key' FROM configuration WHERE key = 'ENCRYPTION_KEY')";
std::optional<fernet> encryption_key(std::string_view configured, std::optional<std::string> const& stored);

} // namespace praetor::models
