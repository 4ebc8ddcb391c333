// Whether a request asks for secrets, and the key that they are read with.
#pragma once

#include <routes/scope.hpp>

#include <models/blocks/block_document.hpp>

#include <boost/describe/class.hpp>

#include <functional>
#include <optional>

namespace praetor::routes {

struct secrets_query
{
    defaulted<bool> include_secrets{false};
};
BOOST_DESCRIBE_STRUCT(secrets_query, (), (include_secrets))

models::block_cipher cipher_of(scope const& rq, bool includes_secrets = false);

// For lists: whoever may not read secrets sees stars, whatever he asks for.
models::block_cipher cipher_for_caller(scope const& rq, bool includes_secrets);

// The document that `read` finds with a cipher, with its secrets where they are asked for. error{errc::forbidden} where
// it has some, and the caller may not read them: stars would be taken for the secret.
task<std::optional<models::block_document>>
read_document_for_caller(scope& rq, bool includes_secrets,
                         std::function<task<std::optional<models::block_document>>(models::block_cipher)> read);

} // namespace praetor::routes
