// What some texts of settings must be. Each check gives the words for what is wanted where the text is something else,
// and nothing where it fits.
#pragma once

#include <string_view>

namespace praetor::settings {

using text_check = std::string_view (*)(std::string_view text);

// PREFECT_SERVER_DATABASE_DRIVER.
std::string_view check_driver(std::string_view text);

// A Fernet key: 32 bytes as URL-safe base64.
std::string_view check_encryption_key(std::string_view text);

// The Python module of a broker or a storage, as Prefect names it. praetor imports none: it only tells a name that can
// be one from a name that can not. Those of Prefect itself are known, and those of other packages have a dot.
std::string_view check_messaging(std::string_view text);
std::string_view check_ordering(std::string_view text);
std::string_view check_lease_storage(std::string_view text);
std::string_view check_cleanup_storage(std::string_view text);

// PREFECT_SERVER_DOCKET_URL.
std::string_view check_docket_url(std::string_view text);

// PRAETOR_UNIX_SOCKET_MODE: the rights of a file as chmod has them, three octal digits, a 0 before them or not.
std::string_view check_mode(std::string_view text);
// A flag of OpenTelemetry's, which knows no other words, in either case.
std::string_view check_true_or_false(std::string_view text);
// PRAETOR_TLS_CLIENT_CERT.
std::string_view check_client_cert(std::string_view text);

// A mode as a number, of a text that fits.
unsigned mode_of(std::string_view text);

} // namespace praetor::settings
