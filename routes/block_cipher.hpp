// Whether a request asks for secrets, and the key that they are read with.
#pragma once

#include <routes/scope.hpp>

#include <models/blocks/block_document.hpp>

#include <boost/describe/class.hpp>

namespace praetor::routes {

struct secrets_query
{
    defaulted<bool> include_secrets{false};
};
BOOST_DESCRIBE_STRUCT(secrets_query, (), (include_secrets))

models::block_cipher cipher_of(scope const& rq, bool includes_secrets = false);

} // namespace praetor::routes
