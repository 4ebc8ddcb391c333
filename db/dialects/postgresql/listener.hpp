// A connection that only listens.
#pragma once

#include <db/dialects/postgresql/connector.hpp>
#include <db/notifications.hpp>
#include <db/options.hpp>

#include <server/base/periodic.hpp>

#include <memory>
#include <string>
#include <vector>

namespace praetor::db::postgresql {

class listener final : public notifications
{
public:
    listener(boost::asio::any_io_executor executor, options how, std::vector<std::string> channels);

    void start() override;
    task<void> stop() override;

private:
    task<void> listen_until_lost();

    options options_;
    std::vector<std::string> channels_;
    connector connector_;
    std::unique_ptr<connection> conn_;
    periodic loop_;
    bool stopping_ = false;
};

} // namespace praetor::db::postgresql
